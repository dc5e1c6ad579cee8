import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { OperationCell } from '../../plan/cells.ts';
import { loadPolicy } from '../../policy/load.ts';
import type { Kind } from '../kind.ts';
import { figuresIn } from '../load.ts';
import { loadRoles } from '../load-roles.ts';
import { loadWrite } from '../load-write.ts';
import { undisturbed } from '../undisturbed.ts';

const policy = loadPolicy(path.resolve(import.meta.dirname, '../../../policy/marketedge.yaml'));

const planned = <C extends OperationCell>(kind: Kind<C>): C[] =>
  kind.plan(policy, {}).flatMap(({ cells }) => cells);

test('everybody writes at once by what makes rows with own words, or changes what each has, and by nothing else', () => {
  const cells = planned(loadWrite);
  assert.deepEqual(
    cells.map(({ operation, resource }) => [operation, resource]),
    [
      ['competitors.create', 'competitors'],
      ['prices.create', 'prices'],
      ['attachments.create', 'attachments'],
      ['alerts.create', 'alerts'],
      ['invitations.create', 'invitations'],
      ['settings.update', undefined],
    ],
  );
  for (const { writers } of cells)
    assert.deepEqual(
      writers.map(({ tenant }) => tenant),
      Object.keys(policy.tenants),
    );
});

test('people of every role ask at once where something is hidden from one of them', () => {
  assert.deepEqual(
    planned(loadRoles).map(({ operation, actor, beside }) => [operation, actor, beside]),
    ['competitors.list', 'competitors.read'].map((operation) => [
      operation,
      'hotel-viewer',
      ['hotel-admin', 'hotel-analyst'],
    ]),
  );
});

test('a stranger is the first to ask for whatever can be made and read by its id', () => {
  const cells = planned(undisturbed);
  assert.ok(cells.some(({ operation }) => operation === 'attachments.download'));
  assert.ok(cells.every(({ operation }) => policy.operations[operation]?.method === 'GET'));
  // Nobody is made for a check, and what is one person's own is no tenant's.
  assert.ok(!cells.some(({ operation }) => ['users.read', 'exports.read'].includes(operation)));
});

test('the figures of an answer are its total and what the policy names, whatever else it holds', () => {
  const json = { total: 3, facets: { budget: 3 }, items: [{ price: 1 }] };
  assert.equal(figuresIn(policy, 'competitors.list', json), '[3,{"budget":3}]');
  assert.equal(figuresIn(policy, 'alerts.list', json), '[3]');
  assert.equal(figuresIn(policy, 'me.read', {}), '[]');
});
