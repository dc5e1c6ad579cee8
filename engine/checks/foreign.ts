/** Checks of the isolation gate: a stranger asks for what belongs to another tenant. */
import { deniedProblems, valuesIn } from '../oracle/denied.ts';
import { differences } from '../oracle/same.ts';
import type { OperationCell } from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import type { Call } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

type ForeignCell = OperationCell & { tenant: string };

const success = (status: number): boolean => status >= 200 && status < 300;

/** The victim's binding, after its owner was seen to reach the resource. Blocked when the owner does not. */
async function victimBinding(world: World, cell: ForeignCell): Promise<Binding> {
  const operation = world.operation(cell.operation);
  const owner = world.steward(cell.tenant);
  const binding = world.bind(operation.path, cell.tenant, owner);
  const reader = readerOf(world, cell.operation);
  if (!reader) return binding;
  const { answer } = await world.control(reader, owner, binding, cell.tenant);
  if (!success(answer.status))
    throw new Blocked(
      `the owner ${owner} was answered ${answer.status} by ${reader}: a denial would prove nothing`,
    );
  return binding;
}

/** The operation that reads what this one changes: itself when it reads, else the read of the same resource by id. */
export function readerOf(world: World, name: string): string | undefined {
  const operation = world.operation(name);
  if (operation.method === 'GET') return name;
  const parameters = parametersOf(operation.path).join();
  return Object.entries(world.policy.operations).find(
    ([, candidate]) =>
      candidate.method === 'GET' &&
      candidate.resource === operation.resource &&
      !candidate.stream &&
      parametersOf(candidate.path).join() === parameters &&
      parameters !== '',
  )?.[0];
}

/** The list in which a change of this operation would show. */
function listOf(world: World, name: string): string | undefined {
  const resource = world.operation(name).resource;
  return resource ? world.policy.resources[resource]?.list : undefined;
}

/** A stranger must be able to use the operation at home; else the denial is not about the tenant. */
async function strangerControl(world: World, cell: ForeignCell): Promise<void> {
  const operation = world.operation(cell.operation);
  if (operation.method !== 'GET' || operation.stream) return;
  const tenant = world.policy.identities[cell.actor]?.tenant;
  const binding = world.bind(operation.path, tenant, cell.actor);
  const { answer } = await world.control(cell.operation, cell.actor, binding, tenant);
  if (!success(answer.status))
    throw new Blocked(
      `${cell.actor} was answered ${answer.status} by ${cell.operation} at home: a denial abroad would prove nothing`,
    );
}

async function judgeDenial(world: World, cell: ForeignCell, call: Call): Promise<Problem[]> {
  const problems = deniedProblems(call, world.policy.errors, world.victimValues(cell.tenant));
  if (call.answer.status === 401) await world.assertAlive(cell.actor);
  return problems;
}

export async function foreignRead(world: World, cell: ForeignCell): Promise<Problem[]> {
  const binding = await victimBinding(world, cell);
  await strangerControl(world, cell);
  return judgeDenial(world, cell, await world.call(cell.operation, cell.actor, binding, cell.tenant));
}

export async function existence(world: World, cell: ForeignCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const foreignBinding = await victimBinding(world, cell);
  const home = world.policy.identities[cell.actor]?.tenant;
  const absentBinding = world.allAbsent(operation.path);
  const ask = (binding: Binding): Promise<Call> => world.call(cell.operation, cell.actor, binding, home);
  // A change that is denied and done all the same would take away what the checks after this one stand on.
  const { call: foreign, problems } = operation.writes
    ? await changingNothing(world, cell.operation, { tenant: cell.tenant, binding: foreignBinding }, () =>
        ask(foreignBinding),
      )
    : { call: await ask(foreignBinding), problems: [] };
  const absent = await ask(absentBinding);
  if (foreign.answer.status === 401 || absent.answer.status === 401) await world.assertAlive(cell.actor);
  const found = differences(
    foreign.answer,
    absent.answer,
    Object.values(foreignBinding),
    Object.values(absentBinding),
  );
  return [
    ...problems.map((problem): Problem => ({ ...problem, rule: 'cross-tenant-write' })),
    ...(found.length === 0
      ? []
      : [
          {
            request: foreign.request,
            expected: 'the same answer as for an id that never existed',
            seen: found.slice(0, 3).join('; '),
          },
        ]),
  ];
}

interface Reading {
  reader: string;
  status: number;
  text: string;
}

/** Everything that the owner can read of a resource: itself and the list it is in. */
async function stateOf(world: World, name: string, tenant: string, binding: Binding): Promise<Reading[]> {
  const owner = world.steward(tenant);
  const readings: Reading[] = [];
  for (const reader of new Set([readerOf(world, name), listOf(world, name)])) {
    if (!reader) continue;
    const { answer } = await world.call(reader, owner, binding, tenant);
    readings.push({ reader, status: answer.status, text: answer.text });
  }
  if (readings.length === 0) throw new Blocked(`the policy has no operation that reads what ${name} changes`);
  return readings;
}

/** Statuses that say nothing of the resource: the session is over, or the service is. */
const saysNothing = (status: number): boolean => status === 401 || status >= 500;

/**
 * Sends something that must change nothing; its owner reads the resource before and after.
 *
 * @throws Blocked when the owner cannot read it before, or cannot be answered afterwards
 */
async function changingNothing(
  world: World,
  name: string,
  target: { tenant: string; binding: Binding },
  send: () => Promise<Call>,
): Promise<{ call: Call; problems: Problem[] }> {
  const owner = world.steward(target.tenant);
  const mustHold = (readings: Reading[], holds: (status: number) => boolean): void => {
    const other = readings.find(({ status }) => !holds(status));
    if (other)
      throw new Blocked(
        `the owner ${owner} was answered ${other.status} by ${other.reader}: the state cannot be compared`,
      );
  };
  const before = await stateOf(world, name, target.tenant, target.binding);
  mustHold(before, success);
  const call = await send();
  const after = await stateOf(world, name, target.tenant, target.binding);
  // Something that its owner no longer finds has changed as well.
  const changed = after.findIndex(
    ({ status, text }, index) => !saysNothing(status) && text !== before[index]?.text,
  );
  if (changed === -1) {
    mustHold(after, (status) => !saysNothing(status));
    return { call, problems: [] };
  }
  const { reader, status } = after[changed] as Reading;
  return {
    call,
    problems: [
      {
        request: call.request,
        expected: 'an unchanged resource when its owner reads it again',
        seen: success(status)
          ? `status ${call.answer.status}, and ${reader} gives its owner another answer than before`
          : `status ${call.answer.status}, and ${reader} answers its owner ${status}: it is gone`,
      },
    ],
  };
}

/** A denied change: denied, and afterwards the owner sees what was there before. */
export async function deniedWrite(
  world: World,
  cell: OperationCell,
  target: { tenant: string; binding: Binding; values: readonly string[]; watch: boolean },
): Promise<Problem[]> {
  const send = (): Promise<Call> => world.call(cell.operation, cell.actor, target.binding, target.tenant);
  const { call, problems } = target.watch
    ? await changingNothing(world, cell.operation, target, send)
    : { call: await send(), problems: [] };
  if (call.answer.status === 401) await world.assertAlive(cell.actor);
  return [...deniedProblems(call, world.policy.errors, target.values), ...problems];
}

export async function foreignWrite(world: World, cell: ForeignCell): Promise<Problem[]> {
  const binding = await victimBinding(world, cell);
  return deniedWrite(world, cell, {
    tenant: cell.tenant,
    binding,
    values: world.victimValues(cell.tenant),
    watch: true,
  });
}

/** Whether an operation's effect can be read again through the policy's own operations. */
export function isReadable(world: World, name: string): boolean {
  return readerOf(world, name) !== undefined || listOf(world, name) !== undefined;
}

/** An answer to a role at home holds no value and no id of another tenant. */
export async function ownRows(world: World, cell: ForeignCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const binding = world.bind(operation.path, cell.tenant, cell.actor);
  const call = await world.call(cell.operation, cell.actor, binding, cell.tenant);
  if (!success(call.answer.status))
    throw new Blocked(`${cell.actor} was answered ${call.answer.status} by ${cell.operation}`);
  const problems: Problem[] = [];
  const seen = valuesIn(call.answer.text, world.valuesOfOthers(cell.tenant), call.sent);
  if (seen.length > 0) {
    problems.push({
      request: call.request,
      expected: `nothing but rows of ${cell.tenant}`,
      seen: seen.map((value) => JSON.stringify(value)).join(', '),
    });
  }
  return [...problems, ...foreignIds(world, cell, call)];
}

/** Ids in the answer that another tenant's owner was found to have too. */
function foreignIds(world: World, cell: ForeignCell, call: Call): Problem[] {
  const operation = world.operation(cell.operation);
  const resource = operation.resource ? world.policy.resources[operation.resource] : undefined;
  if (!operation.resource || !resource || resource.owner !== 'tenant') return [];
  const shared = Object.entries(world.harvest.resources[operation.resource] ?? {})
    .filter(([tenant]) => tenant !== cell.tenant)
    .flatMap(([tenant, found]) =>
      found.map(({ binding, row }) => ({ tenant, id: binding[resource.parameter] ?? '', row })),
    )
    .filter(
      ({ tenant, id, row }) =>
        id.length >= 8 &&
        call.answer.text.includes(`"${id}"`) &&
        !isShared(world, [tenant, cell.tenant], row),
    );
  return shared.slice(0, 1).map(({ tenant, id }) => ({
    request: call.request,
    expected: `nothing but rows of ${cell.tenant}`,
    seen: `the id ${id}, which belongs to ${tenant}`,
  }));
}

/** A person whom the policy places in both tenants is in both lists, and no leak. */
function isShared(world: World, tenants: [string, string], row: Record<string, unknown>): boolean {
  return Object.entries(world.policy.identities).some(([name, identity]) => {
    const places = [identity.tenant, ...identity.also];
    return (
      identity.also.length > 0 &&
      world.emailOf(name) === row['email'] &&
      tenants.every((tenant) => places.includes(tenant))
    );
  });
}

/** A search answers with own rows for own words, and with nothing for the words of another tenant. */
export async function search(world: World, cell: ForeignCell & { foreign: boolean }): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  if (!operation.search) throw new Blocked(`${cell.operation} does not search`);
  const { parameter, resource, field } = operation.search;
  const alone = new Set(world.victimValues(cell.tenant));
  const word = world.harvest.resources[resource]?.[cell.tenant]
    ?.map(({ row }) => row[field])
    .find((value): value is string => typeof value === 'string' && alone.has(value));
  if (!word) throw new Blocked(`no ${field} of ${resource} belongs to ${cell.tenant} alone`);
  const shape = world.shape(operation, {}, cell.tenant);
  const path = `${shape.path.split('?')[0] as string}?${parameter}=${encodeURIComponent(word)}`;
  const client = await world.clientOf(cell.actor);
  const call = await client.send(operation.method, { ...shape, path });
  if (!success(call.answer.status))
    throw new Blocked(`${cell.actor} was answered ${call.answer.status} by ${cell.operation}`);
  if (!cell.foreign) {
    if (!call.answer.text.includes(JSON.stringify(word)))
      throw new Blocked(
        `${cell.actor} does not find the own ${field} with ${cell.operation}: finding nothing abroad would prove nothing`,
      );
    return [];
  }
  const ids = (world.harvest.resources[resource]?.[cell.tenant] ?? []).flatMap(({ binding }) =>
    Object.values(binding),
  );
  const seen = [
    ...valuesIn(call.answer.text, [...alone], call.sent),
    ...valuesIn(call.answer.text, ids, call.sent),
  ];
  const echoed = rowsHold(call.answer.json, field, word);
  if (seen.length === 0 && !echoed) return [];
  return [
    {
      request: call.request,
      expected: `nothing for a word of ${cell.tenant}`,
      seen: echoed ? `a row with the ${field} ${JSON.stringify(word)}` : seen.join(', '),
    },
  ];
}

function rowsHold(json: unknown, field: string, word: string): boolean {
  if (Array.isArray(json)) return json.some((item) => rowsHold(item, field, word));
  if (json === null || typeof json !== 'object') return false;
  return Object.entries(json).some(
    ([key, value]) => (key === field && value === word) || rowsHold(value, field, word),
  );
}
