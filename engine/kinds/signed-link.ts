/**
 * Links that stand in for a session: good as they were given and for as long as they were meant to be; changed in any
 * way, after the logout of whoever got them, or once the thing behind them is gone, they answer like a link to nothing.
 */
import type { Policy } from '../../policy/types.ts';
import { countedFrom } from '../probe/counted.ts';
import { follow, followGood, giving, linkProblems, linkTo } from '../checks/links.ts';
import type { World } from '../checks/world.ts';
import { valuesIn } from '../oracle/denied.ts';
import { ALONE_LANE, type Draft, type Group, group, identitiesOf } from '../plan/cells.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, Named, TenantCell } from './kind.ts';

type LinkCell = TenantCell & { way: 'own' | 'changed' | 'counted' | 'removed' | 'logout' | 'expired' };

const SAYS: Readonly<Record<LinkCell['way'], string>> = {
  own: 'gives what it was made for, and nothing of another tenant',
  changed: 'is good for nothing when it is changed',
  counted: 'tells nobody the link that another tenant got right after it',
  removed: 'ends with what it leads to',
  logout: 'ends with the session of whoever got it',
  expired: 'ends at the time that it names',
};
/** A link that lives longer than this is not waited for, in milliseconds. */
const LONGEST_LIFE = 120_000;
/** What clocks may differ by, in milliseconds. */
const TOLERANCE = 1_000;

/**
 * Whoever gets the link, if anybody: the least of the roles. Where other lanes go on meanwhile it is a spare person, of whom
 * nothing is read there that what is made here would change; but none whose session a logout elsewhere ends.
 */
function actorsAt(policy: Policy, tenant: string, roles: string[], way: LinkCell['way']): string[] {
  const spare = Object.entries(policy.identities).find(
    ([, one]) => one.purpose === 'spare' && one.tenant === tenant && roles.includes(one.role ?? ''),
  );
  if (spare && way === 'expired' && policy.session.logoutEnds === 'session') return [spare[0]];
  return identitiesOf(policy, tenant, roles)
    .slice(-1)
    .map(({ name }) => name);
}

function cellsAt(policy: Policy, [name, { roles, link }]: Named): Draft<LinkCell>[] {
  return (Object.keys(SAYS) as LinkCell['way'][])
    .filter((way) => way !== 'logout' || policy.session.logout !== undefined)
    .filter((way) => way !== 'expired' || link?.expires !== undefined)
    .filter((way) => way !== 'counted' || neighbourOf(policy, roles) !== undefined)
    .flatMap((way) =>
      Object.keys(policy.tenants)
        .slice(0, way === 'own' ? undefined : 1)
        .flatMap((tenant) =>
          actorsAt(policy, tenant, roles, way).map((actor) => ({
            id: `isolation/signed-link/${way}/${name}/${actor}`,
            title: `a link that ${actor} got from ${name} ${SAYS[way]}`,
            operation: name,
            actor,
            tenant,
            way,
          })),
        ),
    );
}

/** Whoever of the second tenant gets a link right after somebody of the first. */
function neighbourOf(policy: Policy, roles: string[]): { actor: string; tenant: string } | undefined {
  const tenant = Object.keys(policy.tenants)[1];
  const [actor] = tenant === undefined ? [] : identitiesOf(policy, tenant, roles).slice(-1);
  return tenant !== undefined && actor ? { actor: actor.name, tenant } : undefined;
}

/** Other links that a stranger could make of this one. */
function changed(path: string): string[] {
  const at = path.lastIndexOf('/') + 1;
  const token = path.slice(at);
  const flip = (index: number): string => {
    const other = token[index] === 'A' ? 'B' : 'A';
    return path.slice(0, at) + token.slice(0, index) + other + token.slice(index + 1);
  };
  const parts = token.split('.');
  return [
    flip(0),
    flip(Math.floor(token.length / 2)),
    flip(token.length - 2),
    path.slice(0, -8),
    `${path}A`,
    ...(parts.length > 1 ? [path.slice(0, at) + [...parts.slice(0, -1), ''].join('.')] : []),
    path.slice(0, at) + Buffer.from(JSON.stringify({ tenantId: '*', exportId: '*' })).toString('base64url'),
  ];
}

/** Asks for what another tenant's link leads to, by counting on from the own one. */
async function countedOn(world: World, cell: LinkCell, path: string): Promise<Problem[]> {
  const neighbour = neighbourOf(world.policy, world.operation(cell.operation).roles);
  const resource = world.operation(cell.operation).resource ?? '';
  if (!neighbour) throw new Blocked('two tenants are needed');
  const { actor, tenant } = neighbour;
  const theirs = { operation: cell.operation, actor, tenant };
  const link = await linkTo(world, theirs, await world.workshop.fresh(resource, tenant, actor));
  await followGood(world, actor, link.path);
  const calls = await Promise.all(countedFrom(path).map((to) => follow(world, to)));
  return calls.flatMap((call) => linkProblems(world, tenant, call, path)).slice(0, 1);
}

async function ends(world: World, cell: LinkCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const { session } = world.policy;
  const resource = operation.resource ?? '';
  const described = world.policy.resources[resource];
  if (cell.way === 'logout') world.lend(cell.actor, await world.signInAgain(cell.actor));
  try {
    const binding = await world.workshop.fresh(resource, cell.tenant, cell.actor);
    const { path, expires } = await linkTo(world, cell, binding);
    const good = await followGood(world, cell.actor, path);
    if (cell.way === 'own') {
      const seen = valuesIn(good.answer.text, world.valuesOfOthers(cell.tenant), '');
      const own = valuesIn(good.answer.text, world.victimValues(cell.tenant), '');
      if (own.length === 0) throw new Blocked(`the file of ${cell.actor} holds nothing of ${cell.tenant}`);
      return seen.map((value) => ({
        request: good.request,
        expected: `nothing but rows of ${cell.tenant}`,
        seen: JSON.stringify(value),
      }));
    }
    if (cell.way === 'counted') return await countedOn(world, cell, path);
    if (cell.way === 'logout') {
      await world.call(session.logout ?? '', cell.actor, {}, cell.tenant);
      await new Promise((resume) => setTimeout(resume, session.accessAfterLogoutSeconds * 1000));
    }
    if (cell.way === 'expired') await over(cell, expires);
    if (cell.way === 'removed')
      for (const name of described?.remove ?? []) await world.call(name, cell.actor, binding, cell.tenant);
    const calls = await Promise.all(
      (cell.way === 'changed' ? changed(path) : [path]).map((to) => follow(world, to)),
    );
    return calls.flatMap((call) => linkProblems(world, cell.tenant, call, path));
  } finally {
    world.lend(cell.actor, undefined);
  }
}

/** Waits until a link is over. Throws Blocked when that is too far away. */
async function over(cell: LinkCell, expires: unknown): Promise<void> {
  const end = typeof expires === 'string' ? Date.parse(expires) : Number.NaN;
  const left = end + TOLERANCE - Date.now();
  if (Number.isNaN(left)) throw new Blocked(`${cell.operation} does not say when its link ends`);
  if (left > LONGEST_LIFE)
    throw new Blocked(
      `the link of ${cell.operation} is good for another ${Math.round(left / 60_000)} minutes, which is too long to wait for its end`,
    );
  await new Promise((resume) => setTimeout(resume, Math.max(0, left)));
}

/** The lane of a wait that touches nothing of anybody: other lanes go on meanwhile. */
const WAITING_LANE = 'waiting';

function groupsOf(named: Named, cells: Draft<LinkCell>[]): Group<LinkCell>[] {
  const head = {
    gate: 'isolation',
    rule: 'link-misused',
    feature: named[1].resource ?? named[0],
  } as const;
  return [
    ...group<LinkCell>(
      { ...head, title: `A link of ${named[0]} is good for what it was made for`, lane: ALONE_LANE },
      cells.filter(({ way }) => way !== 'expired'),
    ),
    ...group<LinkCell>(
      { ...head, title: `A link of ${named[0]} ends at its time`, lane: WAITING_LANE },
      cells.filter(({ way }) => way === 'expired'),
    ),
  ];
}

export const signedLink: Kind<LinkCell> = {
  plan: (policy) => giving(policy).flatMap((named) => groupsOf(named, cellsAt(policy, named))),
  judge: ends,
};
