import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { GATES } from '../../model.ts';
import { loadPolicy } from '../../policy/load.ts';
import { cellsOf, groupsOf, makePlan } from '../index.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const cells = cellsOf(makePlan(policy, ['chromium']), []);

test('every cell has an id of its own', () => {
  assert.equal(new Set(cells.map(({ id }) => id)).size, cells.length);
});

test('every group has a title of its own, so that a test report is not ambiguous', () => {
  const titles = groupsOf(makePlan(policy, ['chromium'])).map(({ title }) => title);
  assert.deepEqual(
    titles.filter((title, index) => titles.indexOf(title) !== index),
    [],
  );
});

test('the plan is the same from run to run', () => {
  const again = cellsOf(makePlan(policy, ['chromium']), []);
  assert.deepEqual(again, cells);
});

test('no gate is empty', () => {
  for (const gate of GATES)
    assert.ok(
      cells.some((cell) => cell.gate === gate),
      gate,
    );
});

test('whatever is only read has a spec of its gate that asks for it', () => {
  for (const gate of new Set(makePlan(policy, ['chromium']).reads.map(({ group }) => group.gate)))
    assert.ok(existsSync(`${ROOT}/e2e/${gate}/api.spec.ts`), gate);
});

test('every operation that is not public is asked by nobody, and by every role that it denies', () => {
  for (const [name, operation] of Object.entries(policy.operations)) {
    if (operation.scope === 'public') continue;
    assert.ok(
      cells.some(({ id }) => id === `access/anonymous/${name}`),
      name,
    );
    for (const [identity, { role, purpose }] of Object.entries(policy.identities)) {
      if (purpose !== 'matrix' || !role) continue;
      const denied = cells.some(({ id }) => id === `access/denied-role/${name}/${identity}`);
      assert.equal(denied, !operation.roles.includes(role), `${name} as ${identity}`);
    }
  }
});

test('every read by id is asked by every other tenant in both directions', () => {
  for (const stranger of Object.keys(policy.tenants)) {
    for (const victim of Object.keys(policy.tenants)) {
      const planned = cells.some(
        ({ id }) => id === `isolation/foreign-read/competitors.read/${stranger}-viewer/${victim}`,
      );
      assert.equal(planned, stranger !== victim, `${stranger} at ${victim}`);
    }
  }
});

test('every tenant names another one in every read of tenant data, and each is named', () => {
  const planned = cells.filter(({ id }) => id.startsWith('isolation/override/competitors.list/'));
  assert.deepEqual(
    planned.map((cell) => 'tenant' in cell && cell.tenant).sort(),
    Object.keys(policy.tenants).sort(),
  );
  assert.ok(!cells.some(({ id }) => id.startsWith('isolation/override/alerts.stream/')));
  assert.ok(!cells.some(({ id }) => id.startsWith('isolation/override/platform.')));
});

test('what an operation is said to be proven by is planned', () => {
  const ids = new Set(cells.map(({ id }) => id));
  const proofs = Object.values(policy.operations).flatMap(({ provenBy }) => provenBy ?? []);
  assert.deepEqual(
    proofs.filter((id) => !ids.has(id)),
    [],
  );
});

test('every operation that changes something is shown to work for each role that may call it', () => {
  for (const [name, { writes, roles, provenBy, scope }] of Object.entries(policy.operations)) {
    if (!writes || scope === 'public' || provenBy !== undefined) continue;
    for (const [identity, { role, purpose }] of Object.entries(policy.identities))
      if (purpose === 'matrix' && role && roles.includes(role))
        assert.ok(
          cells.some(({ id }) => id === `access/allowed/${name}/${identity}`),
          `${name} as ${identity}`,
        );
  }
});

test('with each of its bodies an operation is called by one of each role, and is refused to one of each other', () => {
  const idsOf = (kind: string): string[] =>
    cells.filter(({ id }) => id.startsWith(`access/by-body/${kind}/exports.create/`)).map(({ id }) => id);
  for (const [kind, actors] of [
    ['allowed', ['hotel-admin', 'hotel-analyst']],
    ['denied-role', ['platform-super-admin', 'hotel-viewer']],
  ] as const)
    assert.deepEqual(
      idsOf(kind),
      Object.keys(policy.operations['exports.create']?.bodies ?? {}).flatMap((body) =>
        actors.map((actor) => `access/by-body/${kind}/exports.create/${body}/${actor}`),
      ),
    );
  for (const cell of cells)
    if ('body' in cell && 'operation' in cell)
      assert.ok(String(cell.body) in (policy.operations[String(cell.operation)]?.bodies ?? {}), cell.id);
});

test('what another body refers to is tried with ids of another tenant, too', () => {
  const { 'exports.create': create, ...others } = policy.operations;
  assert.ok(create);
  const about = { kind: 'prices', competitorId: '{{id:competitors}}' };
  const operations = { ...others, 'exports.create': { ...create, bodies: { about } } };
  const planned = cellsOf(makePlan({ ...policy, operations }, ['chromium']), []).filter(({ id }) =>
    id.startsWith('isolation/relation/exports.create/body-competitors/about/'),
  );
  assert.equal(planned.length, 2 * Object.keys(policy.tenants).length);
  assert.ok(planned.every((cell) => 'body' in cell && cell.body === 'about'));
});

test('many tenants cost no more for each than a few do, and each attacks and is attacked in every operation', () => {
  const many = (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `t${index}`);
    const tenants = Object.fromEntries(
      names.map((name) => [name, { id: `org_${name}`, organization: name, display: name }]),
    );
    const identities = Object.fromEntries(
      names.flatMap((tenant) =>
        ['admin', 'viewer'].map((role) => [
          `${tenant}-${role}`,
          { tenant, role, also: [], expect: 'signed-in' as const, purpose: 'matrix' as const },
        ]),
      ),
    );
    return { ...policy, tenants, identities };
  };
  const planned = (count: number) =>
    cellsOf(makePlan(many(count), ['chromium']), []).filter(({ id }) =>
      /^isolation\/(?:foreign-|deep-link)/.test(id),
    );
  assert.equal(planned(16).length / 16, planned(8).length / 8);
  for (const place of [3, 4]) {
    const seen = planned(8).filter(({ id }) => id.startsWith('isolation/foreign-read/competitors.read/'));
    assert.equal(new Set(seen.map(({ id }) => id.split('/')[place]?.split('-')[0])).size, 8);
  }
  const square = cellsOf(makePlan(many(8), ['chromium'], { allPairs: true }), []);
  const reads = square.filter(({ id }) => id.startsWith('isolation/foreign-read/competitors.read/'));
  assert.equal(reads.length, 8 * 7 * 2);
});

test('a check that is out of scope is not planned, and nothing else goes with it', () => {
  const without = cellsOf(makePlan(policy, ['chromium']), [{ check: 'database/ready/up' }]);
  assert.deepEqual(
    cells.filter((cell) => !without.some(({ id }) => id === cell.id)).map(({ id }) => id),
    ['database/ready/up'],
  );
});

test('a policy with one tenant plans no isolation', () => {
  const { hotel } = policy.tenants;
  assert.ok(hotel);
  const lonely = cellsOf(makePlan({ ...policy, tenants: { hotel } }, ['chromium']), []);
  assert.ok(!lonely.some(({ id }) => id.startsWith('isolation/foreign-read/')));
});

test('every search is tried by every role with the words of the fields that are hidden from it, and by no other', () => {
  const planned = cells.filter(({ id }) => id.startsWith('access/search-hidden/')).map(({ id }) => id);
  assert.deepEqual(
    planned,
    ['competitors.list', 'autocomplete'].flatMap((name) =>
      Object.keys(policy.tenants).map((tenant) => `access/search-hidden/${name}/${tenant}-viewer`),
    ),
  );
});

test('what is hidden from a role is looked for in every read of something else that the role may call', () => {
  const planned = cells.filter(({ id }) => id.startsWith('access/fields-elsewhere/')).map(({ id }) => id);
  const reads = Object.entries(policy.operations).filter(
    ([, { method, stream, scope, roles, resource }]) =>
      method === 'GET' &&
      !stream &&
      scope !== 'public' &&
      roles.includes('viewer') &&
      resource !== 'competitors',
  );
  assert.deepEqual(
    planned,
    reads.flatMap(([name]) =>
      Object.keys(policy.tenants).map((tenant) => `access/fields-elsewhere/${name}/${tenant}-viewer`),
    ),
  );
});

test('whoever belongs to several tenants asks as two of them at once', () => {
  const planned = cells.filter(({ id }) => id.startsWith('isolation/several-tenants/'));
  assert.deepEqual(
    planned.map(({ id }) => id),
    ['isolation/several-tenants/competitors.list/hotel-multi/cinema'],
  );
});

test('whoever belongs to several tenants listens in one of them, and to what was missed', () => {
  const planned = cells.filter(({ id }) => id.startsWith('isolation/stream-elsewhere/'));
  assert.deepEqual(
    planned.map(({ id }) => id),
    ['live', 'replay'].map((way) => `isolation/stream-elsewhere/alerts.stream/hotel-multi/${way}`),
  );
});

test('a log is read at home when another tenant does something with a person of both', () => {
  const planned = cells.filter(({ id }) => id.startsWith('isolation/log-elsewhere/'));
  assert.deepEqual(
    planned.map((cell) => [cell.id, 'actor' in cell && cell.actor]),
    [['isolation/log-elsewhere/entries/hotel/cinema', 'cinema-managed']],
  );
  const { people, ...lonely } = policy;
  assert.ok(people);
  for (const lesser of [
    lonely,
    { ...policy, people: { ...people, remove: undefined } },
  ] as (typeof policy)[]) {
    const left = makePlan(lesser, ['chromium']);
    const ids = cellsOf({ ...left, missing: [] }, []).map(({ id }) => id);
    assert.ok(!ids.some((id) => id.startsWith('isolation/log-elsewhere')));
  }
});

test('invitations for addresses that are much like one, and acceptances with more in them, are tried at one tenant', () => {
  for (const kind of ['other-address', 'added-fields']) {
    const planned = cells.filter(({ id }) => id.startsWith(`isolation/invitation/${kind}/`));
    assert.deepEqual(
      planned.map(({ id }) => id),
      [`isolation/invitation/${kind}/hotel`],
    );
  }
});

test('whatever reads, and whatever a link leads to, is asked for from another origin', () => {
  const planned = cells.flatMap(({ id }) => /^session\/origin-by-operation\/(.+)$/.exec(id)?.[1] ?? []);
  const wanted = Object.entries(policy.operations).filter(
    ([, { method, stream, scope, link }]) => scope !== 'public' && (link || (method === 'GET' && !stream)),
  );
  assert.deepEqual(planned.sort(), wanted.map(([name]) => name).sort());
});

test('whoever belongs to two tenants is looked at by each of them', () => {
  assert.deepEqual(
    cells.filter(({ id }) => id.startsWith('isolation/person-elsewhere/')).map(({ id }) => id),
    ['hotel', 'cinema'].map((tenant) => `isolation/person-elsewhere/users.read/hotel-multi/${tenant}`),
  );
});

test('the last tenant is closed, and only where the policy says how', () => {
  const closed = (changed: typeof policy) =>
    cellsOf(makePlan(changed, ['chromium']), []).filter(({ id }) => id.startsWith('session/closed-tenant/'));
  assert.ok(closed(policy).some(({ id }) => id === 'session/closed-tenant/competitors.list/retail-admin'));
  assert.ok(closed(policy).every(({ id }) => id.endsWith('/retail-admin')));
  const { closing: _, ...without } = policy;
  assert.deepEqual(
    closed(without).map(({ id }) => id),
    [],
  );
});

test('what is there for removed rows is asked for one that was not, by whoever may', () => {
  const planned = cells.filter(({ id }) => id.startsWith('access/not-removed/')).map(({ id }) => id);
  assert.deepEqual(planned, [
    'access/not-removed/trash.restore/hotel-admin',
    'access/not-removed/trash.purge/hotel-admin',
  ]);
});

test('an invitation is tried by whoever was disabled since, and of a tenant that was closed since', () => {
  const late = (changed: typeof policy) =>
    cellsOf({ ...makePlan(changed, ['chromium']), missing: [] }, [])
      .filter(({ id }) => /^(?:access|isolation)\/invitation\/(?:disabled|closed)/.test(id))
      .map((cell) => [cell.id, 'actor' in cell && cell.actor]);
  assert.deepEqual(late(policy), [
    ['access/invitation/disabled/hotel', 'cinema-managed'],
    ['isolation/invitation/closed/retail', 'hotel-managed'],
  ]);
  const { closing: _, ...open } = policy;
  assert.ok(open.people);
  assert.deepEqual(late({ ...open, people: { ...open.people, disables: 'membership' } }), []);
});

test('with the switches of the first tenant turned, each role tries there what the policy denies it', () => {
  const ids = (changed: typeof policy) =>
    cellsOf({ ...makePlan(changed, ['chromium']), missing: [] }, [])
      .map(({ id }) => id)
      .filter((id) => id.startsWith('access/switched/'));
  const denied = cells.flatMap(({ id }) => {
    const [, name = '', actor = ''] = /^access\/denied-role\/([^/]+)\/(hotel-[^/]+)$/.exec(id) ?? [];
    return name === '' || policy.operations[name]?.scope === 'platform' ? [] : [`${name}/${actor}`];
  });
  assert.deepEqual(ids(policy).sort(), denied.map((each) => `access/switched/${each}`).sort());
  assert.ok(ids(policy).includes('access/switched/exports.create/hotel-viewer'));
  const { 'flags.update': flags, 'settings.update': settings, ...operations } = policy.operations;
  assert.ok(flags && settings);
  assert.deepEqual(ids({ ...policy, operations }), []);
});

test('what is being made for one of the first tenant is asked for by another, wherever it is listed or has an id', () => {
  const ids = (changed: typeof policy) =>
    cellsOf({ ...makePlan(changed, ['chromium']), missing: [] }, [])
      .map(({ id }) => id)
      .filter((id) => id.startsWith('isolation/under-way/'));
  assert.deepEqual(
    ids(policy),
    ['list', 'read', 'link', 'delete'].flatMap((name) =>
      ['hotel-admin/hotel-analyst', 'hotel-analyst/hotel-admin'].map(
        (pair) => `isolation/under-way/exports.${name}/${pair}`,
      ),
    ),
  );
  const { exports, ...others } = policy.resources;
  assert.ok(exports);
  const { settles: _, ...atOnce } = exports;
  assert.deepEqual(ids({ ...policy, resources: { ...others, exports: atOnce } }), []);
});

test('the form for what has versions is tried by the least of those who may use it, the steward being the other one', () => {
  const [cell, ...rest] = makePlan(policy, ['chromium']).staleForms.flatMap((group) => group.cells);
  assert.deepEqual(rest, []);
  assert.equal(cell?.id, 'disclosure/stale-form/competitor-edit/competitors.update');
  assert.equal(cell.actor, 'hotel-analyst');
  assert.equal(cell.reader, 'competitors.read');
  const update = policy.operations['competitors.update'];
  assert.ok(update);
  const operations = { ...policy.operations, 'competitors.update': { ...update, versioned: false } };
  assert.deepEqual(makePlan({ ...policy, operations }, []).staleForms, []);
});

test('a form for one thing is not tried with a bent interface: what it would change others change meanwhile', () => {
  assert.ok(!cells.some(({ id }) => id.startsWith('access/tampered-write/competitors.update/')));
});

test('whoever opens the link of an invitation is looked at once, where people are invited', () => {
  assert.ok(cells.some(({ id }) => id === 'isolation/invitation/opened/hotel'));
  const { people, ...lonely } = policy;
  assert.ok(people);
  assert.deepEqual(makePlan(lonely, ['chromium']).openedInvitation, []);
});
