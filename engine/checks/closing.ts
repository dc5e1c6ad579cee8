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

/**
 * Does something while the tenant is closed. That it is to be opened again is noted before, for a run that is cut off.
 *
 * @throws Blocked when it cannot be closed, or not be opened again
 */
export async function whileClosed(
  world: World,
  { tenant, platform }: Closing,
  action: () => Promise<void>,
): Promise<void> {
  const { close = '', reopen = '' } = world.policy.closing ?? {};
  const id = world.policy.tenants[tenant]?.id;
  const undo = { operation: reopen, identity: platform, binding: world.workshop.bound(reopen, id) };
  world.workshop.adopt(undo);
  try {
    const call = await world.call(close, platform, world.workshop.bound(close, id), undefined);
    if (!succeeded(call))
      throw new Blocked(`${platform} was answered ${call.answer.status} by ${close} for ${tenant}`);
    await action();
  } finally {
    await world.workshop.discard(undo);
  }
}
