import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partsOf } from '../figures.ts';

test('a part of the rows is found by a search of them and by each filter, for what a row has', () => {
  const search = { parameter: 'q', resource: 'x', field: 'name' };
  const listing = { filters: [{ parameter: 'kind', field: 'kind' }] };
  const row = { id: 'a', name: 'Harbour', kind: 'budget' };
  assert.deepEqual(partsOf({ resource: 'x', search, listing }, row), [{ q: 'Harbour' }, { kind: 'budget' }]);
  assert.deepEqual(partsOf({ resource: 'y', search, listing }, { id: 'a', kind: null }), []);
});
