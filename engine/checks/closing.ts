/** Closes a tenant to its people as the platform does, and opens it again. */
import type { Policy } from '../../policy/types.ts';
import { matrixIdentities } from '../plan/cells.ts';
import { Blocked } from '../record/problem.ts';
import { succeeded } from './workshop.ts';
import type { World } from './world.ts';

export interface Closing {
  tenant: string;
  /** Who of the platform closes it. */
  platform: string;
}

/** The last tenant, as the first ones have the most to do with other checks; undefined where none can be closed. */
export function closingOf(policy: Policy): Closing | undefined {
  const closers = policy.operations[policy.closing?.close ?? '']?.roles ?? [];
  const tenant = Object.keys(policy.tenants).at(-1);
  const platform = matrixIdentities(policy).find(({ role }) => closers.includes(role))?.name;
  return tenant === undefined || platform === undefined ? undefined : { tenant, platform };
}

/** @throws Blocked when it is refused */
export async function turn(
  world: World,
  { tenant, platform }: Closing,
  way: 'close' | 'reopen',
): Promise<void> {
  const name = world.policy.closing?.[way] ?? '';
  const binding = world.workshop.bound(name, world.policy.tenants[tenant]?.id);
  const call = await world.call(name, platform, binding, undefined);
  if (!succeeded(call))
    throw new Blocked(`${platform} was answered ${call.answer.status} by ${name} for ${tenant}`);
}

/** A run that was cut off while a tenant was closed must not leave it so. */
export async function reopenAll(world: World): Promise<void> {
  const closing = closingOf(world.policy);
  if (closing) await turn(world, closing, 'reopen');
}
