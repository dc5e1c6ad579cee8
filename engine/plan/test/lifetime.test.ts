import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { makePlan } from '../index.ts';
import { TOKEN_FAULTS } from '../session.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const plan = makePlan(policy, ['chromium']);

test('every fault of a token is tried on what is one’s own and on what is the tenant’s', () => {
  const ids = [...plan.tokens, ...plan.expiredTokens].flatMap(({ cells }) => cells.map(({ id }) => id));
  assert.deepEqual(
    ids.sort(),
    TOKEN_FAULTS.flatMap((fault) => [
      `session/token/${fault}/competitors.list`,
      `session/token/${fault}/me.read`,
    ]).sort(),
  );
});

test('an application without refresh tokens is asked for none', () => {
  const without = makePlan({ ...policy, session: { ...policy.session, grants: ['authorization_code'] } }, []);
  assert.deepEqual(without.refreshTokens, []);
  assert.deepEqual(without.refreshLimits, []);
  assert.deepEqual(without.logoutElsewhere.otherTabTokens, []);
  assert.deepEqual(without.logoutElsewhere.otherBrowserRenewal, []);
  assert.equal(without.logoutElsewhere.otherTab.length, 1);
  assert.ok(!without.tokens.some(({ title }) => title.endsWith('refresh-token')));
});

test('a logout that ends everything of a person leaves no later one to be tried', () => {
  const of = (logoutEnds: 'session' | 'person') =>
    makePlan({ ...policy, session: { ...policy.session, logoutEnds } }, []).logoutElsewhere;
  assert.equal(of('session').laterLogout.length, 1);
  assert.deepEqual(of('person').laterLogout, []);
  assert.match(of('person').otherBrowserRenewal[0]?.title ?? '', /cannot be renewed$/);
});

test('a managed person gets the least role that can do something more, and loses it', () => {
  const lowered = plan.changesOfPerson
    .flatMap(({ cells }) => cells)
    .find(({ change }) => change === 'role-lowered');
  assert.equal(lowered?.actor, 'hotel-managed');
  assert.equal(lowered?.role, 'viewer');
  assert.equal(lowered?.raised, 'analyst');
  const allowed = policy.operations[lowered?.operation ?? '']?.roles ?? [];
  assert.ok(allowed.includes('analyst') && !allowed.includes('viewer'));
});

test('whoever belongs nowhere stands for an ended membership', () => {
  const ended = plan.changesOfPerson
    .flatMap(({ cells }) => cells)
    .find(({ change }) => change === 'membership-removed');
  assert.equal(ended?.actor, 'none-notenant');
  assert.equal(ended?.tenant, 'hotel');
});

test('a policy without people, or without invitations, plans no such change', () => {
  const { people, ...lonely } = policy;
  assert.ok(people);
  assert.deepEqual(makePlan(lonely, []).changesOfPerson, []);
  const { invite: _invite, ...uninvited } = people;
  const changes = makePlan({ ...policy, people: uninvited }, []).changesOfPerson;
  assert.deepEqual(
    changes.flatMap(({ cells }) => cells.map(({ change }) => change)),
    ['disabled', 'role-lowered', 'role-renewed'],
  );
});

test('a change is held to the time after a logout unless the policy states another', () => {
  assert.equal(policy.session.accessAfterChangeSeconds, 0);
  assert.equal(policy.session.logoutEnds, 'session');
});

test('a stream is listened to by whoever was taken out, and by somebody whose token ends', () => {
  const [removed] = plan.changesOfPerson
    .flatMap(({ cells }) => cells)
    .filter(({ change }) => change === 'membership-removed-listening');
  assert.deepEqual([removed?.operation, removed?.actor], ['alerts.stream', 'none-notenant']);
  const [expired, ...others] = plan.expiredStreams.flatMap(({ cells }) => cells);
  assert.deepEqual([expired?.operation, expired?.actor, others], ['alerts.stream', 'hotel-viewer', []]);
});

test('a renewal names a tenant that the person does not belong to, and none where there is no renewal', () => {
  const cells = plan.renewalsElsewhere.flatMap((group) => group.cells);
  assert.deepEqual(
    cells.map(({ identity, asked, other }) => [identity, asked, other]),
    [
      ['hotel-spare1', 'id', 'cinema'],
      ['hotel-spare1', 'name', 'cinema'],
    ],
  );
  const without = makePlan({ ...policy, session: { ...policy.session, grants: ['authorization_code'] } }, []);
  assert.deepEqual(without.renewalsElsewhere, []);
});

test('somebody of the platform is logged out, but not of a session that others use', () => {
  const idsOf = (logoutEnds: typeof policy.session.logoutEnds): string[] =>
    makePlan({ ...policy, session: { ...policy.session, logoutEnds } }, []).session.logoutApi.flatMap(
      ({ cells }) => cells.flatMap(({ identity }) => identity ?? []),
    );
  assert.deepEqual(idsOf('session'), ['platform-super-admin']);
  assert.deepEqual(idsOf('person'), []);
});

test('one token of somebody of several tenants is logged out with, and else of somebody spare', () => {
  const cellsOf = (changed: typeof policy) =>
    makePlan(changed, []).session.wholeSession.flatMap(({ cells }) =>
      cells.map(({ id, other }) => [id, other]),
    );
  assert.deepEqual(cellsOf(policy), [
    ['session/logout/of-before/hotel-multi', 'cinema'],
    ['session/logout/renewed/hotel-multi', 'cinema'],
  ]);
  const session = { ...policy.session, logoutEnds: 'person' as const };
  assert.deepEqual(cellsOf({ ...policy, session }), [
    ['session/logout/of-before/hotel-spare1', undefined],
    ['session/logout/renewed/hotel-spare1', undefined],
  ]);
  const { logout, ...unheard } = policy.session;
  assert.ok(logout);
  assert.deepEqual(cellsOf({ ...policy, session: unheard }), []);
});

test('the pages of the least role above are gone back to, those that ask the API first', () => {
  const [cell, ...others] = plan.openPages.flatMap(({ cells }) => cells);
  assert.deepEqual(others, []);
  assert.deepEqual([cell?.actor, cell?.role, cell?.raised], ['hotel-managed', 'viewer', 'analyst']);
  assert.deepEqual(cell?.pages, ['reports', 'settings', 'competitor-new']);
  const everybodys = Object.fromEntries(
    Object.entries(policy.pages).map(([name, page]) => [name, { ...page, roles: Object.keys(policy.roles) }]),
  );
  assert.deepEqual(makePlan({ ...policy, pages: everybodys }, []).openPages, []);
});

test('a refresh token that is refused is refused in one way, where there are any', () => {
  assert.deepEqual(
    plan.refusedRenewals.flatMap(({ cells }) => cells.map(({ id }) => id)),
    ['disclosure/refused-renewal/hotel-spare1'],
  );
  const without = makePlan({ ...policy, session: { ...policy.session, grants: ['authorization_code'] } }, []);
  assert.deepEqual(without.refusedRenewals, []);
});
