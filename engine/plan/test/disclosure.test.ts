import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OperationPolicy, Policy } from '../../../policy/types.ts';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { type Share, shareOf } from '../../probe/variety.ts';
import { toFinding } from '../../record/problem.ts';
import { ALONE_LANE, cellsOf, makePlan } from '../index.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);

const idsOf = (from: Policy): Set<string> =>
  new Set(cellsOf(makePlan(from, ['chromium']), []).map(({ id }) => id));
const ids = idsOf(policy);

function withErrors(more: Partial<Policy['errors']>): Policy {
  return { ...policy, errors: { ...policy.errors, ...more } };
}

test('a check keeps its id, whoever is asked to make it', () => {
  for (const id of [
    'disclosure/malformed/competitors.create/broken JSON',
    'disclosure/malformed/competitors.read/a quote in the id',
    'disclosure/malformed/autocomplete/a quote in the search',
    'disclosure/malformed/me.read/an over-large header',
    'disclosure/unknown-route',
    'disclosure/provider-host/discovery',
    'session/origin-at-provider/null',
  ])
    assert.ok(ids.has(id), id);
});

test('what is asked without a sign-in is told as asked by nobody', () => {
  const cells = cellsOf(makePlan(policy, ['chromium']), []);
  for (const id of [
    'disclosure/file/.env',
    'disclosure/static/maps',
    'disclosure/sign-in/an unknown client',
    'disclosure/provider-host/login',
    'disclosure/connection/rubbish',
    'disclosure/unknown-route',
  ]) {
    const cell = cells.find((one) => one.id === id);
    assert.ok(cell, id);
    assert.equal(toFinding(cell, { expected: 'nothing', seen: 'a file' }).actor, 'anonymous');
  }
});

test('an entry that is added to the corpus is tried at every operation that it fits', () => {
  const { corpus } = policy;
  const more = {
    at: 'text',
    values: ['\u202e'],
    together: false,
    expect: 'refused',
    alike: false,
  } as const;
  const malformations = { ...corpus.malformations, 'a turned text': { ...more, values: [...more.values] } };
  const extended = idsOf({ ...policy, corpus: { ...corpus, malformations } });
  assert.ok(extended.has('disclosure/malformed/alerts.create/a turned text'));
  assert.ok(!extended.has('disclosure/malformed/alerts.read/a turned text'));
});

test('a success that holds nothing comes to a list, to each form, and to who asks who is signed in', () => {
  for (const operation of ['competitors.list', 'competitors.create', 'alerts.create', 'me.read'])
    assert.ok(ids.has(`disclosure/message/${operation}/odd-answer`), operation);
  // A denial of a profile is an answer, and has a page of its own.
  assert.ok(!ids.has('disclosure/message/me.read/forbidden'));
});

test('the same mistake is compared where at least two operations can meet it', () => {
  assert.ok(ids.has('disclosure/alike/broken JSON'));
  assert.ok(ids.has('disclosure/alike/no sign-in'));
  const able = Object.entries(policy.operations).flatMap(([name, { body }]) => (body ? [name] : []));
  const excepted = idsOf(withErrors({ unlike: { 'broken JSON': able.slice(1) } }));
  assert.ok(!excepted.has('disclosure/alike/broken JSON'));
});

test('what may change something runs in a lane, and what compares all operations runs alone', () => {
  const { reads, changes, alone } = makePlan(policy, ['chromium']);
  const laneOf = (id: string) =>
    [...reads, ...changes, ...alone].find(({ group }) => group.cells.some((cell) => cell.id === id))?.group
      .lane;
  assert.equal(laneOf('disclosure/alike/broken JSON'), ALONE_LANE);
  assert.ok(laneOf('disclosure/fragment/alerts.create/SQL'));
  assert.ok(laneOf('disclosure/fragment/autocomplete/SQL'));
  assert.ok(laneOf('disclosure/stale-version/competitors.update'));
  assert.ok(laneOf('disclosure/version-race/competitors.update'));
  assert.equal(laneOf('disclosure/version-race/competitors.delete'), undefined);
  assert.equal(laneOf('disclosure/fragment/competitors.read/SQL'), undefined);
  assert.equal(laneOf('disclosure/host/competitors.list'), undefined);
});

for (const [operations, what] of [
  ['takes texts', ({ body }: OperationPolicy) => body !== undefined],
  ['searches for what was stored', ({ search }: OperationPolicy) => search !== undefined],
] as const)
  test(`together whatever ${operations} tries every fragment of the corpus`, () => {
    const cells = makePlan(policy, ['chromium']).changes.flatMap(({ group }) =>
      group.cells.filter((cell) => what(policy.operations[cell.operation] as OperationPolicy)),
    );
    for (const [language, list] of Object.entries(policy.corpus.fragments)) {
      const tried = cells.flatMap((cell) =>
        'share' in cell && cell.id.endsWith(`/${language}`) ? shareOf(list, cell.share as Share) : [],
      );
      assert.deepEqual(new Set(tried), new Set(list), language);
    }
  });
