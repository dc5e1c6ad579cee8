import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { queriesFor, removedFromList } from '../removed-from-list.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const cellsOf = (resources: typeof policy.resources) =>
  removedFromList.plan({ ...policy, resources }, {}).flatMap((group) => group.cells);
const cells = cellsOf(policy.resources);
const operationsOf = (resource: string) => [
  ...new Set(cells.filter((cell) => cell.resource === resource).map(({ operation }) => operation)),
];

test('whatever gives rows of a resource is asked: its list, what searches it, what ranks it', () => {
  assert.deepEqual(operationsOf('competitors'), ['competitors.list', 'dashboard.metrics', 'autocomplete']);
  assert.deepEqual(operationsOf('prices'), ['prices.list']);
});

test('one person of every role that may call it asks', () => {
  assert.deepEqual(
    cells.filter(({ operation }) => operation === 'autocomplete').map(({ actor }) => actor),
    ['hotel-admin', 'hotel-analyst', 'hotel-viewer'],
  );
  for (const { actor, operation } of cells)
    assert.ok(policy.operations[operation]?.roles.includes(policy.identities[actor]?.role ?? ''));
});

test('the trash is not asked for what was put there, but for what was taken from it for good', () => {
  const ofTrash = cells.filter(({ operation }) => operation === 'trash.list');
  assert.deepEqual([...new Set(ofTrash.map(({ resource }) => resource))], ['trashed']);
  for (const { by } of ofTrash) assert.deepEqual(by, ['trash.purge']);
  for (const { by } of cells.filter(({ resource }) => resource === 'competitors'))
    assert.deepEqual(by, ['competitors.delete']);
});

test('what nobody makes or removes is left alone', () => {
  const { competitors } = policy.resources;
  assert.ok(competitors);
  for (const lacking of [{ make: [] }, { remove: [] }, { owner: 'platform' as const }])
    assert.deepEqual(cellsOf({ competitors: { ...competitors, ...lacking } }), []);
});

test('a list is asked for by each filter and in each order, one with the other', () => {
  const listing = {
    sort: { parameter: 'sort', values: ['name', '-name'] },
    filters: [
      { parameter: 'category', field: 'category' },
      { parameter: 'closed', field: 'closed' },
    ],
  };
  assert.deepEqual(queriesFor(listing, { category: 'budget', closed: null }), [
    {},
    { sort: 'name' },
    { sort: '-name' },
    { category: 'budget' },
    { category: 'budget', sort: 'name' },
    { category: 'budget', sort: '-name' },
  ]);
  assert.deepEqual(queriesFor(undefined, { category: 'budget' }), [{}]);
});
