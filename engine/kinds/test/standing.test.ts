import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { ALONE_LANE } from '../../plan/cells.ts';
import { loadPolicy } from '../../policy/load.ts';
import { massAssignment } from '../mass-assignment.ts';
import { overrideWrite } from '../override-write.ts';
import { changesStanding, contraryTo } from '../standing.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);

test('what every tenant has from the start is what is changed under the same id, or under none', () => {
  assert.deepEqual(
    Object.keys(policy.operations).filter((name) => changesStanding(policy, name)),
    ['settings.update', 'flags.update'],
  );
});

test('a switch is turned to what the row does not say, and nothing else of a request is changed', () => {
  const shape = { path: '/x', headers: {}, body: '{"enabled":true,"name":"a","other":true}' };
  assert.deepEqual(contraryTo({ enabled: true, name: 'b' }, shape), {
    ...shape,
    body: '{"enabled":false,"name":"a","other":true}',
  });
  assert.deepEqual(contraryTo({ enabled: false }, shape).body, shape.body);
  assert.deepEqual(contraryTo(undefined, shape).body, shape.body);
  assert.deepEqual(contraryTo({ enabled: true }, { path: '/x', headers: {} }), { path: '/x', headers: {} });
});

test('both are tried by every tenant, by a name beside the token and in the body, with nothing else going on', () => {
  for (const kind of [massAssignment.plan(policy, {}), overrideWrite.plan(policy, {})])
    for (const name of ['settings.update', 'flags.update']) {
      const groups = kind.filter(({ cells }) => cells.some(({ operation }) => operation === name));
      assert.deepEqual(
        groups.map(({ lane }) => lane),
        [ALONE_LANE],
      );
      assert.equal(groups.flatMap(({ cells }) => cells).length, Object.keys(policy.tenants).length);
    }
});
