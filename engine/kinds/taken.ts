/**
 * What another tenant has is free: whoever makes something of the same name at home, with the same texts throughout, is
 * not refused, and so does not learn what others have.
 */
import { randomBytes } from 'node:crypto';
import { freeTexts, makeNamed } from '../checks/free-texts.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { ALONE_LANE, group } from '../plan/cells.ts';
import { strangersAt } from '../plan/pairs.ts';
import { isNamedByRun, madeBy } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, operationsOf } from './kind.ts';

async function isFree(world: World, cell: TenantCell): Promise<Problem[]> {
  const resource = madeBy(world.policy, cell.operation) ?? '';
  const home = world.policy.identities[cell.actor]?.tenant ?? '';
  const keep = async (tenant: string, call: Call): Promise<() => Promise<void>> => {
    const identity = world.workshop.ownerOf(resource, tenant);
    const binding = await world.workshop.keep(resource, tenant, identity, call);
    return () => world.workshop.discard({ resource, tenant, identity, binding });
  };
  const texts = await freeTexts(world, cell.operation, resource);
  const make = (actor: string, word: string): Promise<Call> =>
    makeNamed(world, cell.operation, actor, word, texts);
  const words = [0, 1].map(() => `${world.mark}${randomBytes(4).toString('hex')}`) as [string, string];
  const removals = [await keep(cell.tenant, await make(world.steward(cell.tenant), words[0]))];
  try {
    const call = await make(cell.actor, words[0]);
    if (succeeded(call)) {
      removals.push(await keep(home, call));
      return [];
    }
    const control = await make(cell.actor, words[1]);
    if (!succeeded(control))
      throw new Blocked(
        `${cell.actor} was answered ${control.answer.status} by ${cell.operation} whatever the texts: a refusal would prove nothing`,
      );
    removals.push(await keep(home, control));
    return [
      {
        request: call.request,
        expected: `the same answer whether or not ${cell.tenant} has something with these texts`,
        seen: `status ${call.answer.status} for ${['what is unique in the body', ...Object.keys(texts)].join(', ')} of ${cell.tenant}, ${control.answer.status} for others`,
      },
    ];
  } finally {
    for (const remove of removals) await remove();
  }
}

export const taken: Kind<TenantCell> = {
  plan: (policy, options) =>
    operationsOf(
      policy,
      (operation) => operation.scope === 'tenant' && !operation.path.includes('{') && isNamedByRun(operation),
    )
      .filter(([name]) => madeBy(policy, name) !== undefined)
      .flatMap(([name, { roles, resource }]) =>
        group<TenantCell>(
          {
            title: `What another tenant has is free in ${name}`,
            gate: 'isolation',
            rule: 'existence-oracle',
            feature: resource ?? name,
            lane: ALONE_LANE,
          },
          strangersAt(policy, name, 'ring', options)
            .filter(({ role }) => role === roles[0])
            .map(({ actor, tenant }) => ({
              id: `isolation/taken/${name}/${actor}/${tenant}`,
              title: `${actor} cannot tell by ${name} what ${tenant} has`,
              operation: name,
              actor,
              tenant,
            })),
        ),
      ),
  judge: isFree,
};
