import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOver } from '../../checks/links.ts';
import { ROOT } from '../../config/settings.ts';
import { ALONE_LANE } from '../../plan/cells.ts';
import { loadPolicy } from '../../policy/load.ts';
import { linkOfChanged } from '../link-of-changed.ts';
import { linkOfClosed } from '../link-of-closed.ts';
import { linkTold } from '../link-told.ts';
import { signedLink } from '../signed-link.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);

test('others of the tenant, and of the platform, read all that they may', () => {
  const [group] = linkTold.plan(policy, {});
  const [cell] = group?.cells ?? [];
  assert.equal(group?.lane, ALONE_LANE);
  assert.equal(cell?.actor, 'hotel-analyst');
  assert.deepEqual(cell.readers.map(({ reader }) => reader).sort(), [
    'hotel-admin',
    'hotel-viewer',
    'platform-super-admin',
  ]);
  assert.ok(cell.readers.find(({ reader }) => reader === 'hotel-admin')?.reads.includes('audit.list'));
});

test('somebody who gets no link is given the least role that does, and loses it again', () => {
  const cellsOf = (one: typeof policy) => linkOfChanged.plan(one, {})[0]?.cells ?? [];
  assert.deepEqual(
    cellsOf(policy).map(({ change, actor, role, raised, lowered }) => [change, actor, role, raised, lowered]),
    [
      ['disabled', 'hotel-managed', 'viewer', 'analyst', undefined],
      ['lowered', 'hotel-managed', 'viewer', 'analyst', 'viewer'],
    ],
  );
  const raised = structuredClone(policy);
  raised.identities['hotel-managed'] = { ...raised.identities['hotel-managed'], role: 'analyst' } as never;
  assert.deepEqual(
    cellsOf(raised).map(({ role, raised: to, lowered }) => [role, to, lowered]),
    [
      ['analyst', undefined, undefined],
      ['analyst', undefined, 'viewer'],
    ],
  );
  for (const { roles } of Object.values(raised.operations)) roles.push('viewer');
  assert.deepEqual(
    cellsOf(raised).map(({ change }) => change),
    ['disabled'],
  );
});

test('without people to manage nobody is disabled or lowered', () => {
  const { people: _, ...rest } = policy;
  assert.deepEqual(linkOfChanged.plan(rest as typeof policy, {}), []);
});

test('a link is got by somebody of the tenant that the platform closes, where it closes any', () => {
  const cellsOf = (one: typeof policy) => linkOfClosed.plan(one, {}).flatMap(({ cells }) => cells);
  assert.deepEqual(
    cellsOf(policy).map(({ actor, tenant }) => [actor, tenant]),
    [['retail-admin', 'retail']],
  );
  const { closing: _, ...rest } = policy;
  assert.deepEqual(cellsOf(rest), []);
});

test('a link is over at the time that it names, and not before', () => {
  const endsIn = (milliseconds: number) => ({
    path: '/x',
    expires: new Date(Date.now() + milliseconds).toISOString(),
  });
  assert.equal(isOver(endsIn(-1)), true);
  assert.equal(isOver(endsIn(60_000)), false);
  assert.equal(isOver({ path: '/x', expires: undefined }), false);
});

test('a link whose end is waited for is got by somebody of whom nothing is read meanwhile', () => {
  const expired = (one: typeof policy) =>
    signedLink
      .plan(one, {})
      .flatMap(({ cells }) => cells)
      .flatMap(({ way, actor }) => (way === 'expired' ? [actor] : []));
  assert.deepEqual(expired(policy), ['hotel-spare1']);
  assert.deepEqual(expired({ ...policy, session: { ...policy.session, logoutEnds: 'person' } }), [
    'hotel-analyst',
  ]);
});
