import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inOtherTypes, withFieldsNamed } from '../asked-otherwise.ts';

const valid = { path: '/api/things?fields=id', headers: {} };

describe('the same asked otherwise', () => {
  it('is asked for in other types at the same address', () => {
    const types = inOtherTypes(valid);
    assert.ok(types.some(({ shape }) => shape.headers.accept === 'text/csv'));
    assert.ok(types.every(({ shape }) => shape.path === valid.path));
  });
  it('names the fields together and each alone, in no parameter that is there', () => {
    const asked = withFieldsNamed({ path: '/api/things', headers: {} }, ['notes', 'costBasis'], ['show']);
    const values = asked.map(({ shape }) => new URL(shape.path, 'http://x').searchParams.get('fields'));
    assert.deepEqual(values.slice(0, 4), ['notes,costBasis', 'notes', 'costBasis', '*']);
    for (const { shape } of withFieldsNamed(valid, ['notes']))
      assert.deepEqual(new URL(shape.path, 'http://x').searchParams.getAll('fields'), ['id']);
  });
  it('puts every value into the parameters that only the API knows', () => {
    for (const { singly } of withFieldsNamed(valid, ['notes'], ['show']))
      assert.equal(singly.filter(({ shape }) => /[?&]show=/.test(shape.path)).length, 1);
  });
});
