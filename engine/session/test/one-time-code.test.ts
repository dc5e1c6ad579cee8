import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CODE_PERIOD_MS, oneTimeCode, wrongCode } from '../one-time-code.ts';

/** The key of RFC 6238, appendix B, in base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test('codes are those of RFC 6238, for the moment that is asked for', () => {
  const vectors: [seconds: number, code: string][] = [
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [2000000000, '279037'],
  ];
  for (const [seconds, code] of vectors) assert.equal(oneTimeCode(SECRET, seconds * 1000), code);
  assert.equal(oneTimeCode(SECRET, 59_999), oneTimeCode(SECRET, 30_000));
});

test('a wrong code has six digits and is right at no moment near', () => {
  const at = 1_234_567_890_000;
  const near = [-2, -1, 0, 1, 2].map((periods) => oneTimeCode(SECRET, at + periods * CODE_PERIOD_MS));
  for (let count = 0; count < 200; count += 1) {
    const code = wrongCode(SECRET, at);
    assert.match(code, /^\d{6}$/);
    assert.ok(!near.includes(code));
  }
});
