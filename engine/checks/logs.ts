/** What the log of a tenant tells when everything is done. */
import { valuesIn } from '../oracle/denied.ts';
import type { SlotCell } from '../plan/infrastructure.ts';
import { readerById } from '../policy/resources.ts';
import { readEnds } from '../probe/lists.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

/** By what something of a tenant is asked for by its id: rows of the tenant, and the tenant itself at the platform. */
async function askedOf(world: World, victim: string): Promise<[operation: string, binding: Binding][]> {
  const { policy } = world;
  const asked = Object.entries(policy.resources).map(async ([resource, described]) => {
    const reader = readerById(policy, described);
    if (reader === undefined || described.owner === 'user') return [];
    if (described.owner === 'platform')
      return [[reader, { [described.parameter]: policy.tenants[victim]?.id ?? '' }] as const];
    const [found] = await world.found(resource, victim, world.steward(victim));
    return found ? [[reader, found.binding] as const] : [];
  });
  return (await Promise.all(asked)).flat().map(([operation, binding]) => [operation, binding]);
}

/** Refusals for either side to write down: the tenant asks each of the others for what is theirs, and they ask it. */
async function beRefused(world: World, tenant: string): Promise<void> {
  const others = Object.keys(world.policy.tenants).filter((other) => other !== tenant);
  const pairs = others.flatMap((other): [stranger: string, victim: string][] => [
    [tenant, other],
    [other, tenant],
  ]);
  for (const [stranger, victim] of pairs)
    for (const [operation, binding] of await askedOf(world, victim))
      await world.call(operation, world.steward(stranger), binding, victim);
}

/**
 * Reads the log once more, and looks for anything of another tenant.
 *
 * @throws Blocked when nothing is known of the others, when the log cannot be read, or when it holds nothing that the
 * harvest had not found: then it was not the log of this run that was read
 */
export async function logOfOwn(world: World, { resource: name, tenant }: SlotCell): Promise<Problem[]> {
  const resource = world.policy.resources[name];
  if (!resource) throw new Blocked(`the policy has no resource ${name}`);
  const foreign = world.valuesOfOthers(tenant);
  if (foreign.length === 0) throw new Blocked('nothing is known that would be foreign: there was no harvest');
  await beRefused(world, tenant);
  const reader = world.steward(tenant);
  const { status, rows } = await readEnds(world.policy, await world.clientOf(reader), resource);
  if (status !== 200) throw new Blocked(`${reader} was answered ${status} by ${resource.list}`);
  const before = new Set(
    (await world.found(name, tenant, reader)).map(({ row }) => String(row[resource.id])),
  );
  if (rows.every((row) => before.has(String(row[resource.id]))))
    throw new Blocked(
      `${resource.list} has no entry that was not there before the run: what the run did is not seen`,
    );
  const telling = rows.flatMap((row) => {
    const text = JSON.stringify(row);
    const seen = valuesIn(text, foreign, '');
    return seen.length > 0 ? [{ text, seen }] : [];
  });
  const [first] = telling;
  if (!first) return [];
  const { method, path } = world.operation(resource.list);
  return [
    {
      request: { method, path },
      expected: `entries that tell of ${tenant} alone`,
      seen: `${first.seen.map((value) => JSON.stringify(value)).join(', ')} in ${telling.length} of ${rows.length} entries, for example ${first.text.slice(0, 300)}`,
    },
  ];
}
