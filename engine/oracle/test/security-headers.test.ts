import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { barer } from '../security-headers.ts';

const whole = { headers: { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' } };
const plain = { headers: { 'x-content-type-options': 'nosniff', date: 'today' } };

describe('security headers of an error', () => {
  it('are those that ordinary answers have', () => {
    assert.deepEqual(barer({ headers: {} }, [whole]), ['x-content-type-options', 'x-frame-options']);
    assert.deepEqual(barer(plain, [whole]), ['x-frame-options']);
    assert.deepEqual(barer(whole, [whole]), []);
  });

  it('are no others than all ordinary answers have', () => {
    assert.deepEqual(barer({ headers: {} }, [whole, plain]), ['x-content-type-options']);
    assert.deepEqual(barer({ headers: {} }, [whole, { headers: {} }]), []);
  });

  it('are none where nothing ordinary was answered', () => {
    assert.deepEqual(barer({ headers: {} }, []), []);
  });
});
