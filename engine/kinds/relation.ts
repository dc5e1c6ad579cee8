/**
 * A valid request that refers to another tenant's row: in its body, or as one of several ids in its path. It is refused
 * like one that refers to nothing, and changes nothing.
 */
import type { Policy } from '../../policy/types.ts';
import { changingNothing } from '../checks/unchanged.ts';
import { isReadable, succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems, valuesIn } from '../oracle/denied.ts';
import { differences } from '../oracle/same.ts';
import { type Draft, lanes } from '../plan/cells.ts';
import { type PlanOptions, strangersAt } from '../plan/pairs.ts';
import { bodiesOf, referredTo, withBody } from '../policy/bodies.ts';
import { parametersOf } from '../policy/references.ts';
import { addressedBy, resourceOf } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { type Binding, absentId } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type Named, type TenantCell, guarded } from './kind.ts';

/** `by` is the resource that the request refers to; `at` the path parameter, or undefined for the body. */
type RelationCell = TenantCell & { by: string; at?: string };

function cellsAt(policy: Policy, [name, operation]: Named, options: PlanOptions): Draft<RelationCell>[] {
  const places: { by: string; at?: string; body?: string }[] = bodiesOf(operation).flatMap((body) =>
    referredTo(withBody(operation, body)).map((by) => ({ by, ...(body === undefined ? {} : { body }) })),
  );
  const parameters = parametersOf(operation.path);
  if (parameters.length > 1)
    for (const at of parameters) {
      const [by] = resourceOf(policy, at) ?? [];
      if (by) places.push({ by, at });
    }
  return places.flatMap(({ by, at, body }) =>
    strangersAt(policy, name, 'ring', options).map(({ actor, tenant }) => ({
      id: `isolation/relation/${name}/${at ?? 'body'}-${by}/${body ? `${body}/` : ''}${actor}/${tenant}`,
      title: `${actor} cannot refer to ${by} of ${tenant} in ${at ? 'the path' : `the body${body ? ` “${body}”` : ''}`} of ${name}`,
      operation: name,
      actor,
      tenant,
      by,
      ...(at ? { at } : {}),
      ...(body ? { body } : {}),
    })),
  );
}

async function refersToNothing(world: World, cell: RelationCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation, cell.body);
  const home = world.policy.identities[cell.actor]?.tenant;
  const { parameter, absent } = world.policy.resources[cell.by] ?? { parameter: '', absent: '' };
  const owner = home === undefined ? '' : world.steward(home);
  const [resource] = addressedBy(world.policy, operation.path) ?? [];
  const own: Binding = resource && home ? await world.workshop.row(resource, home, owner) : {};
  const victim = await world.workshop.row(cell.by, cell.tenant, world.steward(cell.tenant));
  const foreignId = victim[parameter] ?? '';
  const client = await world.clientOf(cell.actor);
  const ask = (id: string): Promise<Call> => {
    if (cell.at) return world.call(cell.operation, cell.actor, { ...own, [cell.at]: id }, home);
    const shape = world.shape(operation, own, home, { [`id:${cell.by}`]: id });
    return client.send(operation.method, shape);
  };
  if (operation.method === 'GET') {
    const control = await world.call(cell.operation, cell.actor, own, home);
    if (!succeeded(control))
      throw new Blocked(
        `${cell.actor} was answered ${control.answer.status} by ${cell.operation} at home: a denial would prove nothing`,
      );
  }
  const target = { tenant: home, owner, binding: own };
  const { call, problems } =
    operation.writes && isReadable(world, cell.operation)
      ? await changingNothing(world, cell.operation, target, () => ask(foreignId))
      : { call: await ask(foreignId), problems: [] };
  if (call.answer.status === 401) await world.assertAlive(cell.actor);
  const absentValue = absentId(absent);
  const nothing = await ask(absentValue);
  if (succeeded(nothing))
    return [
      {
        request: nothing.request,
        expected: 'a refusal of what refers to nothing',
        seen: `status ${nothing.answer.status}`,
      },
    ];
  const leaked = valuesIn(call.answer.text, world.victimValues(cell.tenant), call.sent);
  const told = differences(call.answer, nothing.answer, [foreignId], [absentValue]);
  return [
    ...(succeeded(call)
      ? [
          {
            request: call.request,
            expected: `no relation to ${cell.by} of ${cell.tenant}`,
            seen: `status ${call.answer.status}`,
          },
        ]
      : errorProblems(call, world.policy.errors)),
    ...leaked.map((value) => ({
      request: call.request,
      expected: `nothing of ${cell.tenant}`,
      seen: JSON.stringify(value),
    })),
    ...problems,
    ...(succeeded(call) ? [] : told.slice(0, 1)).map((seen) => ({
      rule: 'existence-oracle' as const,
      request: call.request,
      expected: 'the same answer as for an id that never existed',
      seen,
    })),
  ];
}

export const relation: Kind<RelationCell> = {
  plan: (policy, options) =>
    guarded(policy)
      .filter(([, { scope }]) => scope !== 'platform')
      .flatMap((named) =>
        lanes<RelationCell>(
          {
            title: `Nothing refers to another tenant through ${named[0]}`,
            gate: 'isolation',
            rule: 'cross-tenant-relation',
            also: ['existence-oracle'],
            feature: named[1].resource ?? named[0],
          },
          cellsAt(policy, named, options),
          // What the request would change is the actor's own.
          ({ actor }) => policy.identities[actor]?.tenant,
        ),
      ),
  judge: refersToNothing,
};
