/** Links that stand in for a session: how one is had, and what of it nobody else may know. */
import type { Policy } from '../../policy/types.ts';
import { type Named, type TenantCell, operationsOf } from '../kinds/kind.ts';
import { deniedProblems } from '../oracle/denied.ts';
import { ANONYMOUS } from '../plan/cells.ts';
import type { Call } from '../probe/client.ts';
import { type Binding, valuesAt } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { succeeded } from './workshop.ts';
import type { World } from './world.ts';

/** Shorter texts stand in answers by chance. */
const SECRET_LENGTH = 16;

/** The operations of a policy that give a link. */
export const giving = (policy: Policy): Named[] => operationsOf(policy, ({ link }) => link !== undefined);

export interface Link {
  /** With its query. */
  path: string;
  /** When it ends, as the answer says it. */
  expires: unknown;
}

/** Whether a link is over by what it says of its end: that it opens nothing then proves nothing else. */
export const isOver = ({ expires }: Link): boolean =>
  typeof expires === 'string' && Date.parse(expires) <= Date.now();

/** What of a link is the credential: what is signed stands in the query, or at the end of the path. */
export function secretsOf(path: string): string[] {
  const { pathname, searchParams } = new URL(path, 'http://link.example');
  const isLong = ({ length }: string): boolean => length >= SECRET_LENGTH;
  const values = [...searchParams.values()].filter(isLong);
  return values.length > 0 ? values : [pathname.split('/').at(-1) ?? ''].filter(isLong);
}

/** The link that an answer holds. Throws Blocked when there is none, or it leads elsewhere. */
export function linkIn(world: World, name: string, call: Call): Link {
  const { link } = world.operation(name);
  const { answer } = call;
  const [url] = valuesAt(answer.json, link?.pointer ?? '');
  if (!succeeded(call) || typeof url !== 'string')
    throw new Blocked(`${name} answered ${answer.status} and no link at ${link?.pointer ?? ''}`);
  const { origin, pathname, search } = new URL(url);
  if (origin !== world.apiUrl) throw new Blocked(`the link leads to ${origin}, which is not probed`);
  const path = pathname + search;
  world.remember([pathname.split('/').at(-1) ?? '', ...secretsOf(path)]);
  const [expires] = valuesAt(answer.json, link?.expires ?? '');
  return { path, expires };
}

/** The link that somebody is given. Throws Blocked when there is none, or it leads elsewhere. */
export async function linkTo(
  world: World,
  { operation, actor, tenant }: Pick<TenantCell, 'operation' | 'actor' | 'tenant'>,
  binding: Binding,
): Promise<Link> {
  return linkIn(world, operation, await world.call(operation, actor, binding, tenant));
}

/** Follows a link as nobody in particular. */
export async function follow(world: World, path: string): Promise<Call> {
  return (await world.clientOf(ANONYMOUS)).send('GET', { path, headers: {} });
}

/** Follows a link that is good. Throws Blocked when it is not: its end would prove nothing. */
export async function followGood(world: World, actor: string, path: string): Promise<Call> {
  const good = await follow(world, path);
  if (!succeeded(good) || good.answer.text === '')
    throw new Blocked(`the link of ${actor} answered ${good.answer.status}: its end would prove nothing`);
  return good;
}

/** What is wrong with the answer to a link that is good for nothing. */
export const linkProblems = (world: World, tenant: string, call: Call, path: string): Problem[] =>
  deniedProblems(call, world.policy.errors, world.victimValues(tenant)).map((problem) => ({
    ...problem,
    // The link itself is a credential, and is not told.
    request: { method: 'GET', path: path.slice(0, path.lastIndexOf('/') + 1) + '…' },
  }));
