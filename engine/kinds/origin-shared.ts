/**
 * What somebody is answered by an operation is shared with pages of no other origin, and neither is what a link leads to that
 * the operation gives. The spellings of an origin are tried at one operation (`session/origin`); here it is all of them.
 */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import { giving, linkIn } from '../checks/links.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { sharedProblems } from '../oracle/cross-origin.ts';
import { ANONYMOUS, type Draft, type OperationCell, group, lanes, matrixIdentities } from '../plan/cells.ts';
import { strayOrigin } from '../probe/addresses.ts';
import { Blocked } from '../record/problem.ts';
import { type Kind, type Named, guarded, isRead } from './kind.ts';

const able = (policy: Policy, { roles }: OperationPolicy) =>
  matrixIdentities(policy).find(({ role }) => roles.includes(role));

function cellsAt(policy: Policy, named: readonly Named[]): Draft<OperationCell>[] {
  return named.flatMap(([name, operation]) => {
    const actor = able(policy, operation);
    return actor
      ? [
          {
            id: `session/origin-by-operation/${name}`,
            title: `what ${name} ${operation.link ? 'leads to' : 'answers'} is not shared with another origin`,
            operation: name,
            actor: actor.name,
            ...(actor.tenant ? { tenant: actor.tenant } : {}),
          },
        ]
      : [];
  });
}

const HEAD = { gate: 'session', rule: 'cross-origin-read', feature: 'API' } as const;

export const originSharedByOperation: Kind = {
  plan: (policy) => [
    ...group(
      { ...HEAD, title: 'No operation shares its answers with another origin' },
      cellsAt(
        policy,
        guarded(policy).filter(([, operation]) => isRead(operation) && !operation.link),
      ),
    ),
    // What a link leads to is made for the purpose.
    ...lanes(
      { ...HEAD, title: 'No link shares what it leads to with another origin' },
      cellsAt(policy, giving(policy)),
    ),
  ],
  judge: async (world: World, cell) => {
    const { path, link, resource = '' } = world.operation(cell.operation);
    const origin = strayOrigin('stranger', new URL(world.apiUrl));
    const binding = link
      ? await world.workshop.fresh(resource, cell.tenant, cell.actor)
      : await world.bind(path, cell.tenant, cell.actor);
    const call = await world.call(cell.operation, cell.actor, binding, cell.tenant, { headers: { origin } });
    if (!succeeded(call))
      throw new Blocked(`${cell.actor} was answered ${call.answer.status} by ${cell.operation}`);
    const problems = sharedProblems(call, origin);
    if (!link) return problems;
    const behind = linkIn(world, cell.operation, call).path;
    const anybody = await world.clientOf(ANONYMOUS);
    const file = await anybody.send('GET', { path: behind, headers: { origin } });
    if (!succeeded(file))
      throw new Blocked(`the link of ${cell.operation} was answered ${file.answer.status}`);
    // The link is a credential: a finding names the operation that gave it.
    return [...problems, ...sharedProblems({ answer: file.answer, request: call.request }, origin)];
  },
};
