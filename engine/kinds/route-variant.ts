/**
 * The same request, written otherwise: whoever is refused stays refused. For what reads by the content of the answer;
 * for what writes by what the owner sees.
 */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import { changingNothing } from '../checks/unchanged.ts';
import { isReadable, succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { disclosuresIn } from '../oracle/disclosure.ts';
import { ANONYMOUS, type Draft, type OperationCell, group, lanes, matrixIdentities } from '../plan/cells.ts';
import { addressedBy } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import type { Answer } from '../probe/transport.ts';
import { type Variant, variantsOf } from '../probe/variants.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { expendable } from './denial.ts';
import { type Kind, type Named, guarded } from './kind.ts';

/** Nobody, and the least of the roles that are refused. */
function cellsAt(policy: Policy, [name, operation]: Named): Draft<OperationCell>[] {
  const refused = matrixIdentities(policy).findLast(({ role }) => !operation.roles.includes(role));
  const actors = [{ name: ANONYMOUS, tenant: undefined }, ...(refused ? [refused] : [])];
  return actors.map(({ name: actor, tenant }) => ({
    id: `access/route-variant/${name}/${actor}`,
    title:
      actor === ANONYMOUS
        ? `${name} is refused without a sign-in, however it is written`
        : `${actor} cannot call ${name}, however it is written`,
    operation: name,
    actor,
    ...(tenant ? { tenant } : {}),
  }));
}

const targetTenant = (policy: Policy, cell: Draft<OperationCell>): string | undefined =>
  policy.operations[cell.operation]?.scope === 'platform'
    ? undefined
    : (cell.tenant ?? Object.keys(policy.tenants)[0]);

/** As server-sent events come (WHATWG HTML, 9.2). */
const isEventStream = ({ headers }: Answer): boolean =>
  /^text\/event-stream\b/i.test(headers['content-type'] ?? '');

/** What the asker may see of a place anyway: the same request by the same person to an address that is no operation. */
function gained(call: Call, owner: Call, variant: Variant): string | undefined {
  if (!succeeded(call)) return undefined;
  if (variant.method === 'HEAD') return `status ${call.answer.status} to HEAD`;
  // A stream is told by its head: whoever has it is sent whatever comes.
  if (isEventStream(call.answer))
    return `status ${call.answer.status} and an event stream, with ${variant.means}`;
  const { text } = call.answer;
  if (text === '') return undefined;
  // A page for people, the same for everybody, is no hit; what the owner is answered is.
  if (text === owner.answer.text) return `what the owner is answered, with ${variant.means}`;
  return typeof call.answer.json === 'object' && call.answer.json !== null
    ? `status ${call.answer.status} and data, with ${variant.means}: ${text.slice(0, 120)}`
    : undefined;
}

async function reads(world: World, cell: OperationCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const tenant = targetTenant(world.policy, cell);
  const addressed = addressedBy(world.policy, operation.path);
  const owner =
    operation.scope === 'platform'
      ? (matrixIdentities(world.policy).find(({ role }) => operation.roles.includes(role))?.name ?? '')
      : world.steward(tenant);
  const binding = addressed ? await world.bind(operation.path, tenant, owner) : {};
  const control = await world.control(cell.operation, owner, binding, tenant);
  if (!succeeded(control))
    throw new Blocked(`the owner ${owner} was answered ${control.answer.status} by ${cell.operation}`);
  const client = await world.clientOf(cell.actor);
  const problems: Problem[] = [];
  for (const variant of variantsOf(operation, world.shape(operation, binding, tenant))) {
    const call = await client.send(variant.method, variant.shape, { headOnly: operation.stream });
    if (call.answer.status === 401) await world.assertAlive(cell.actor);
    const seen = gained(call, control, variant);
    if (seen) problems.push({ request: call.request, expected: 'a refusal, however it is written', seen });
    problems.push(...troubles(call));
  }
  return problems;
}

/** A request that nobody wrote so before must not break anything. */
function troubles(call: Call): Problem[] {
  const told = disclosuresIn(call.answer.text);
  return [
    ...(call.answer.status >= 500
      ? [
          {
            rule: 'server-error' as const,
            request: call.request,
            expected: 'a clean refusal',
            seen: `status ${call.answer.status}`,
          },
        ]
      : []),
    ...(told.length > 0
      ? [
          {
            rule: 'error-disclosure' as const,
            request: call.request,
            expected: 'an answer that tells nothing of the inside',
            seen: told.join('; '),
          },
        ]
      : []),
  ];
}

/** A change that says what is so already has no effect to see: it was taken all the same. A page for people is no hit. */
function taken(call: Call, operation: OperationPolicy, { method, means }: Variant): string | undefined {
  const { status, json, text } = call.answer;
  const isAnswer = text === '' || (typeof json === 'object' && json !== null);
  return method === operation.method && succeeded(call) && isAnswer
    ? `status ${status}, with ${means}`
    : undefined;
}

async function writes(world: World, cell: OperationCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const tenant = targetTenant(world.policy, cell);
  const target = await expendable(world, cell.operation, tenant);
  const client = await world.clientOf(cell.actor);
  const calls: Call[] = [];
  const accepted: Problem[] = [];
  const send = async (): Promise<Call> => {
    for (const variant of variantsOf(operation, world.shape(operation, target.binding, tenant))) {
      const call = await client.send(variant.method, variant.shape);
      calls.push(call);
      const seen = taken(call, operation, variant);
      if (seen) accepted.push({ request: call.request, expected: 'a refusal, however it is written', seen });
    }
    return calls.at(-1) as Call;
  };
  const problems = isReadable(world, cell.operation)
    ? (await changingNothing(world, cell.operation, target, send)).problems
    : (await send(), []);
  return [
    ...problems.map((problem) => ({
      ...problem,
      expected: 'an unchanged resource, however the request is written',
      // Any of them may have been the one; the last is only the last.
      seen: `${problem.seen} (answers: ${[...new Set(calls.map(({ answer }) => answer.status))].join(', ')})`,
    })),
    ...accepted,
    ...calls.flatMap(troubles),
  ];
}

export const routeVariant: Kind = {
  plan: (policy) =>
    guarded(policy).flatMap((named) => {
      const [name, operation] = named;
      const head = {
        title: `No other way of writing ${name} gets past the guard`,
        gate: 'access',
        rule: 'operation-beyond-role',
        feature: operation.resource ?? name,
      } as const;
      const cells = cellsAt(policy, named);
      return operation.writes ? lanes(head, cells, (cell) => targetTenant(policy, cell)) : group(head, cells);
    }),
  judge: (world, cell) => (world.operation(cell.operation).writes ? writes(world, cell) : reads(world, cell)),
};
