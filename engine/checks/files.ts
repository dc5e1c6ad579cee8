/** Takes a file away as its owner would: by the operation that gives it, or by the link that the operation gives. */
import { ANONYMOUS } from '../plan/cells.ts';
import type { Call } from '../probe/client.ts';
import { type Binding, valuesAt } from '../probe/templates.ts';
import { Blocked } from '../record/problem.ts';
import { succeeded } from './workshop.ts';
import type { World } from './world.ts';

/** @throws Blocked when there is no file */
export async function takeFile(
  world: World,
  resource: string,
  at: Binding,
  { owner, tenant }: { owner: string; tenant: string },
): Promise<Call> {
  const name = world.policy.resources[resource]?.file?.operation ?? '';
  const operation = world.operation(name);
  const given = await world.call(name, owner, at, tenant);
  if (!succeeded(given))
    throw new Blocked(`${owner} was answered ${given.answer.status} by ${name}: no file`);
  if (!operation.link) return given;
  const [url] = valuesAt(given.answer.json, operation.link.pointer);
  if (typeof url !== 'string') throw new Blocked(`${name} gave no link at ${operation.link.pointer}`);
  const { origin, pathname, search } = new URL(url);
  if (origin !== world.apiUrl) throw new Blocked(`the link leads to ${origin}, which is not probed`);
  world.remember([pathname.split('/').at(-1) ?? '']);
  const client = await world.clientOf(ANONYMOUS);
  const call = await client.send('GET', { path: pathname + search, headers: {} });
  if (!succeeded(call)) throw new Blocked(`the link of ${name} was answered ${call.answer.status}: no file`);
  // The link is a credential: a finding names the operation that gave it.
  return { ...call, request: given.request };
}
