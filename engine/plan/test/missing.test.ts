import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { ROOT } from '../../config/settings.ts';
import { UserFault } from '../../fault.ts';
import type { Cell } from '../../model.ts';
import { parsePolicy } from '../../policy/load.ts';
import { RULE_IDS, type RuleId } from '../../rules.ts';
import { FAMILIES, belongsTo } from '../families.ts';
import { cellsOf, groupsOf, makePlan } from '../index.ts';

type Tree = Record<string, unknown>;

const FILE = `${ROOT}/policy/marketedge.yaml`;
const MARKETEDGE = parse(readFileSync(FILE, 'utf8')) as Tree & { tenants: Tree; identities: Tree };
const LEFT_OUT = /^(?:gym|retail)(?:-|$)/;
const some = (members: Tree): Tree =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !LEFT_OUT.test(name)));
/** Two tenants show as much as four, in a third of the time. */
const WRITTEN: Tree = {
  ...MARKETEDGE,
  tenants: some(MARKETEDGE.tenants),
  identities: {
    ...some(MARKETEDGE.identities),
    'hotel-mfa': { ...(MARKETEDGE.identities['gym-mfa'] as Tree), tenant: 'hotel' },
  },
};
const policy = parsePolicy(JSON.stringify(WRITTEN), FILE);
const plan = makePlan(policy, ['chromium']);
const whole = cellsOf(plan, []);

/** What the author of a policy gives names to: what one has, all of them may have. */
const NAMED = ['tenants', 'roles', 'identities', 'pages', 'resources', 'operations'];
/** Contents of the application's own, which are there as a whole or not at all. */
const CONTENTS = ['body', 'bodies', 'query', 'form', 'schema', 'hidden', 'origins'];
const isTree = (value: unknown): value is Tree =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Every way to a member of a policy, with a star for any name (`operations.*.versioned`), and each identity's own. */
function waysIn(tree: Tree, above: readonly string[] = []): string[] {
  const parent = above.at(-1) ?? '';
  if (CONTENTS.includes(parent)) return [];
  return Object.entries(tree).flatMap(([key, value]) => {
    const way = [...above, NAMED.includes(parent) ? '*' : key];
    return [
      way.join('.'),
      ...(parent === 'identities' ? [`identities.${key}`] : []),
      ...(isTree(value) ? waysIn(value, way) : []),
    ];
  });
}

/** A copy without what lies there, in every place that the stars stand for. */
function without(tree: Tree, [key = '', ...rest]: readonly string[]): Tree {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]) => {
      if (key !== '*' && name !== key) return [[name, value]];
      if (rest.length === 0) return [];
      return [[name, isTree(value) ? without(value, rest) : value]];
    }),
  );
}

const lacking = (change: (written: Tree) => Tree): typeof policy | undefined => {
  try {
    return parsePolicy(JSON.stringify(change(WRITTEN)), FILE);
  } catch (error) {
    if (error instanceof UserFault) return undefined; // Such a policy is refused as it is.
    throw error;
  }
};

const NAMES = new Set(
  [policy.operations, policy.identities, policy.pages, policy.resources, policy.tenants].flatMap(Object.keys),
);
/** What a check is of, whatever it is done at: its id without the names of this policy. */
const shapeOf = (id: string): string =>
  id
    .split('/')
    .map((part, index) =>
      index > 1 && (NAMES.has(part) || part in policy.corpus.malformations) ? '*' : part,
    )
    .join('/');

/** Of lists of the policy, not of what it says once. */
const OF_LISTS =
  /^isolation\/list-walk\/[^/]+\/order\/|^isolation\/relation\/|^database\/table\/|^session\/organization\//;

/** Fewer checks of the same kind are no loss; none at all is. */
function lostBy(lesser: typeof policy): string[] {
  const cells = cellsOf(makePlan(lesser, ['chromium']), []);
  const shapes = new Set(cells.map(({ id }) => shapeOf(id)));
  const rules = new Set<RuleId>(cells.map(({ rule }) => rule));
  const standing = FAMILIES.filter(({ id }) =>
    cells.some((cell) => cell.id === id && 'missing' in cell && typeof cell.missing === 'string'),
  );
  const isKept = ({ id }: Cell): boolean =>
    shapes.has(shapeOf(id)) ||
    OF_LISTS.test(id) ||
    standing.some((family) => belongsTo(family, id)) ||
    (id.includes('refresh') && !lesser.session.grants.includes('refresh_token'));
  return [
    ...new Set([
      ...whole.filter((cell) => !isKept(cell)).map(({ id }) => shapeOf(id)),
      ...whole.map(({ rule }) => rule).filter((rule) => !rules.has(rule)),
    ]),
  ];
}

describe('nothing that is promised vanishes from the plan without a word', () => {
  it('and of a policy that says all there is nothing missing', () => {
    assert.deepEqual(plan.missing, []);
  });

  it('every family has checks in the plan of such a policy', () => {
    const empty = FAMILIES.filter(
      (family) => !(family.said?.(policy) ?? whole.some(({ id }) => belongsTo(family, id))),
    );
    assert.deepEqual(
      empty.map(({ id }) => id),
      [],
    );
  });

  it('every rule has a cell, or is looked for besides', () => {
    const looked = new Set(groupsOf(plan).flatMap(({ rule, also = [] }) => [rule, ...also]));
    // The reports themselves are searched for secrets when all is over.
    assert.deepEqual(
      RULE_IDS.filter((rule) => !looked.has(rule)),
      ['report-secret'],
    );
  });

  for (const way of [...new Set(waysIn(WRITTEN))])
    it(`when a policy has no ${way}`, () => {
      const lesser = lacking((written) => without(written, way.split('.')));
      if (lesser) assert.deepEqual(lostBy(lesser), []);
    });

  const changes: [string, (text: string) => string][] = [
    ['{{unique}} in its bodies', (text) => text.replaceAll('{{unique}}', 'same')],
    ['{{id:…}} in its bodies', (text) => text.replaceAll(/\{\{id:[^}]+\}\}/g, 'none')],
    ['managed people', (text) => text.replaceAll('"purpose":"managed"', '"purpose":"sign-in"')],
    ['spare people', (text) => text.replaceAll('"purpose":"spare"', '"purpose":"sign-in"')],
    ['rows of one person', (text) => text.replaceAll('"owner":"user"', '"owner":"tenant"')],
    ['operations that write', (text) => text.replaceAll('"writes":true', '"writes":false')],
    ['reads of one’s own', (text) => text.replaceAll('"scope":"own"', '"scope":"public"')],
  ];
  for (const [what, change] of changes)
    it(`when a policy has no ${what}`, () => {
      const lesser = lacking((written) => JSON.parse(change(JSON.stringify(written))) as Tree);
      if (lesser) assert.deepEqual(lostBy(lesser), []);
    });
});

describe('what stands for what is missing', () => {
  const cases: [way: string, check: string, says: RegExp][] = [
    ['people', 'access/disabled-user', /the policy needs "people" and an identity/],
    ['people.invite', 'session/change/membership-removed', /"people\.invite".*or list session\/change/],
    ['client.returnTo', 'session/return-path', /"client\.returnTo"/],
    ['claims.roles', 'session/odd-role', /"claims\.roles"/],
    ['operations.*.versioned', 'disclosure/stale-version', /"versioned"/],
    ['resources.*.file', 'isolation/served-file', /under outOfScope.*if the application has no uploads/],
    ['identities.hotel-norole', 'access/no-role', /the purpose "no-role"$/],
    ['claims.permissions', 'access/permissions/access-token', /"claims\.permissions", and the "permissions"/],
    ['roles.*.permissions', 'access/permissions/profile', /the "permissions" of every role/],
    ['database.people.platform', 'access/role/database-of-platform', /if the application has no people/],
    ['pages.*.shows', 'disclosure/message-of-list', /"shows" the list/],
    ['people.invite', 'access/proven/users.remove', /access\/invitation\/accept\/hotel needs.*"provenBy"/],
    ['documents.openapi', 'infrastructure/openapi', /"documents\.openapi"/],
  ];
  for (const [way, check, says] of cases)
    it(`is ${check} where there is no ${way}`, () => {
      const lesser = lacking((written) => without(written, way.split('.')));
      assert.ok(lesser);
      const found = makePlan(lesser, []).missing.flatMap(({ cells }) => cells);
      const [cell, ...others] = found.filter(({ id }) => id === check);
      assert.match(cell?.missing ?? '', says);
      assert.deepEqual(others, []);
    });

  it('is a tenant whose people nobody is, and a role that nobody has', () => {
    const identities = Object.fromEntries(
      Object.entries(policy.identities).filter(([name]) => !/^(?:cinema-|.+-viewer$)/.test(name)),
    );
    const found = makePlan({ ...policy, identities }, []).missing.flatMap(({ cells }) => cells);
    assert.deepEqual(
      found.map(({ id }) => id).filter((id) => id.startsWith('infrastructure/matrix/')),
      ['infrastructure/matrix/tenant/cinema', 'infrastructure/matrix/role/viewer'],
    );
  });

  it('is out of scope when the policy says so, and what can be checked of isolation is not', () => {
    const lesser = lacking((written) => without(written, ['resources', '*', 'file']));
    assert.ok(lesser);
    const outOfScope = [{ check: 'isolation/served-file' }];
    const isThere = (from: typeof policy, scope: typeof outOfScope): boolean =>
      cellsOf(makePlan(from, []), scope).some(({ id }) => id.startsWith('isolation/served-file'));
    assert.deepEqual(
      [isThere(lesser, []), isThere(lesser, outOfScope), isThere(policy, outOfScope)],
      [true, false, true],
    );
  });
});
