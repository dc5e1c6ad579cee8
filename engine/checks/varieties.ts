/**
 * What the run makes, in the kinds that rows of its resource were found in: a fault may show at what is urgent alone, or at
 * what is in another currency. Beside the policy's own kind, every tenant has a share of the others.
 */
import { type Variety, shareOf, varietiesOf } from '../probe/variety.ts';
import { NotMade } from './workshop.ts';
import type { World } from './world.ts';

/** The kinds of a resource that are to be made for a tenant, besides that of the policy. */
function varietiesAt(world: World, resource: string, tenant: string | undefined): Variety[] {
  const [maker] = world.policy.resources[resource]?.make ?? [];
  const body = maker === undefined ? undefined : world.operation(maker).body;
  if (!body || tenant === undefined) return [];
  const { resources, alone } = world.harvest;
  const rows = Object.values(resources[resource] ?? {}).flat();
  // What another tenant has alone would be taken for a leak in the rows of this one.
  const foreign = new Set<unknown>(
    Object.entries(alone).flatMap(([name, values]) => (name === tenant ? [] : values)),
  );
  const varieties = varietiesOf(
    body,
    rows.map(({ row }) => row),
    (value) => !foreign.has(value),
  );
  const tenants = Object.keys(world.policy.tenants);
  const share = { turn: Math.max(0, tenants.indexOf(tenant)), of: tenants.length };
  return shareOf<Variety>([{}, ...varieties], share).slice(1);
}

/**
 * Makes one of each further kind in the tenant's share. What rows have and can no longer be chosen is left out: it is refused
 * where the policy's own kind is made.
 */
export async function inOtherKinds<T>(
  world: World,
  resource: string,
  tenant: string | undefined,
  make: (variety: Variety) => Promise<T>,
): Promise<{ variety: Variety; made: T }[]> {
  const all: { variety: Variety; made: T }[] = [];
  for (const variety of varietiesAt(world, resource, tenant))
    try {
      all.push({ variety, made: await make(variety) });
    } catch (error) {
      if (!(error instanceof NotMade)) throw error;
    }
  return all;
}
