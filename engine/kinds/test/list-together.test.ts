import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { listTogether, questionsFor } from '../list-together.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const cells = listTogether.plan(policy, {}).flatMap((group) => group.cells);
const LIST = {
  resource: 'rivals',
  listing: {
    sort: { parameter: 'sort', values: ['name', '-name'] },
    filters: [{ parameter: 'kind', field: 'category' }],
  },
};
const ROW = { category: 'Budget', name: 'Northgate' };

test('one of every role of every tenant asks right after somebody of the same role elsewhere', () => {
  assert.deepEqual([...new Set(cells.map(({ operation }) => operation))], ['competitors.list']);
  const { identities, tenants } = policy;
  assert.equal(cells.length, 3 * Object.keys(tenants).length);
  for (const { actor, first, tenant } of cells) {
    assert.equal(identities[actor]?.tenant, tenant);
    assert.notEqual(identities[first]?.tenant, tenant);
    assert.equal(identities[first]?.role, identities[actor]?.role);
  }
  assert.equal(new Set(cells.map(({ first }) => first)).size, cells.length);
});

test('one tenant alone has nobody who could ask before', () => {
  const { hotel } = policy.tenants;
  assert.ok(hotel);
  assert.deepEqual(listTogether.plan({ ...policy, tenants: { hotel } }, {}), []);
});

test('a list that takes one parameter alone is not asked by several', () => {
  const list = policy.operations['competitors.list'];
  assert.ok(list);
  const { search: _search, ...rest } = list;
  const lone = { ...rest, listing: { filters: [{ parameter: 'category', field: 'category' }] } };
  const operations = { ...policy.operations, 'competitors.list': lone };
  assert.deepEqual(listTogether.plan({ ...policy, operations }, {}), []);
});

test('two parameters are asked with every value of each', () =>
  assert.deepEqual(questionsFor(LIST, ROW), [
    { kind: 'Budget', sort: 'name' },
    { kind: 'Budget', sort: '-name' },
  ]));

test('three are asked two by two, and all at once', () => {
  const search = { parameter: 'q', resource: 'rivals', field: 'name' };
  assert.deepEqual(questionsFor({ ...LIST, search }, ROW), [
    { kind: 'Budget', q: 'Northgate' },
    { kind: 'Budget', sort: 'name' },
    { kind: 'Budget', sort: '-name' },
    { q: 'Northgate', sort: 'name' },
    { q: 'Northgate', sort: '-name' },
    { kind: 'Budget', q: 'Northgate', sort: '-name' },
  ]);
});

test('a search for something else is no parameter of the list', () => {
  const search = { parameter: 'q', resource: 'others', field: 'name' };
  assert.deepEqual(questionsFor({ ...LIST, search }, ROW), questionsFor(LIST, ROW));
});
