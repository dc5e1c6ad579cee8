import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headersOfItsOwn } from '../refusal-headers.ts';

const COMMON = { 'content-type': 'application/problem+json', 'x-correlation-id': '1' };
const others = [
  { headers: { ...COMMON, 'x-correlation-id': '2' } },
  { headers: { ...COMMON, 'www-authenticate': 'Bearer' } },
];

describe('headers of one refusal', () => {
  it('are those that no other has', () => {
    const refusal = { headers: { ...COMMON, 'x-conflict-on': 'competitors_name' } };
    assert.deepEqual(headersOfItsOwn(refusal, others), ['header x-conflict-on: competitors_name']);
  });

  it('are none where the values alone differ', () => {
    assert.deepEqual(headersOfItsOwn({ headers: COMMON }, others), []);
  });

  it('are not those that HTTP gives to a kind of refusal', () => {
    const refusal = { headers: { ...COMMON, allow: 'GET', 'retry-after': '3', 'content-length': '120' } };
    assert.deepEqual(headersOfItsOwn(refusal, others), []);
  });

  it('are all of them where nothing else was refused', () => {
    assert.equal(headersOfItsOwn({ headers: COMMON }, []).length, 2);
  });
});
