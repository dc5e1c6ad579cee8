/** Cuts the database off in the middle of a write, at one answer after the other, and looks at what is left of it. */
import { type Change, type State, changeOf, halfDoneIn, untold } from '../../oracle/outage.ts';
import type { HalfDoneCell } from '../../plan/index.ts';
import { listedBy, readersOf } from '../../policy/resources.ts';
import { readPages } from '../../probe/lists.ts';
import type { Call } from '../../probe/client.ts';
import { type Binding, valuesAt } from '../../probe/templates.ts';
import { Blocked, type Problem } from '../../record/problem.ts';
import { readyUntil, statusOf } from '../readiness.ts';
import type { World } from '../world.ts';
import { type Ask, askOf, controlOf, workBinding } from './ask.ts';
import { FaultProxy } from './fault-proxy.ts';

/** A write comes last in its request: what is asked before it changes nothing. */
const LAST_ANSWERS = 5;
/** How many answers fewer than the first a later write may take: that one may have opened a connection. */
const SPARED = 5;
const PAUSE_MS = 50;

/** Everything by which an effect could show: the lists of the tenant, and what reads the row. */
async function readersFor(world: World, cell: HalfDoneCell, binding: Binding): Promise<Ask[]> {
  const role = world.policy.identities[cell.actor]?.role ?? '';
  const lists = Object.values(world.policy.resources).flatMap(({ list, owner }) => {
    const { path, roles } = world.operation(list);
    return owner !== 'platform' && !path.includes('{') && roles.includes(role) ? [list] : [];
  });
  const names = [...new Set([...lists, ...readersOf(world.policy, cell.operation)])];
  return Promise.all(names.map((operation) => askOf(world, { ...cell, operation }, binding)));
}

/** The answer of a reader that has the same time to recover as everything else. */
async function answerTo(ask: Ask, seconds: number): Promise<Call> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const outcome = await ask.once(seconds);
    if ('call' in outcome && outcome.call.answer.status < 300) return outcome.call;
    if (Date.now() > end) return controlOf(ask, seconds);
    await new Promise((resume) => setTimeout(resume, PAUSE_MS));
  }
}

/** How many rows a list says it has; what any other answer says. Throws Blocked when there is none to compare. */
async function stateOf(world: World, readers: readonly Ask[], seconds: number): Promise<State> {
  const entries = await Promise.all(
    readers.map(async (ask): Promise<[string, number | string]> => {
      const { answer } = await answerTo(ask, seconds);
      const resource = listedBy(world.policy, ask.operation)?.[1];
      if (!resource) return [ask.operation, answer.text];
      const total = valuesAt(answer.json, world.policy.paging.total)[0];
      const items = valuesAt(answer.json, resource.items)[0];
      return [
        ask.operation,
        typeof total === 'number' ? total : Array.isArray(items) ? items.length : answer.text,
      ];
    }),
  );
  return Object.fromEntries(entries);
}

/** The ids of the rows that the actor has of what the operation makes. */
async function idsOf(world: World, cell: HalfDoneCell, binding: Binding): Promise<string[]> {
  const resource = world.policy.resources[world.operation(cell.operation).resource ?? ''];
  if (resource?.make[0] !== cell.operation) return [];
  const { rows } = await readPages(world.policy, await world.clientOf(cell.actor), resource, binding);
  return rows.map((row) => String(row[resource.id]));
}

/** Whatever the cut writes have made is the run's to remove, though no answer said so. */
async function adopt(world: World, cell: HalfDoneCell, binding: Binding, known: string[]): Promise<void> {
  const name = world.operation(cell.operation).resource ?? '';
  const parameter = world.policy.resources[name]?.parameter ?? '';
  const made = (await idsOf(world, cell, binding)).filter((id) => !known.includes(id));
  for (const id of made)
    world.workshop.adopt({
      resource: name,
      identity: cell.actor,
      binding: { ...binding, [parameter]: id },
      ...(cell.tenant ? { tenant: cell.tenant } : {}),
    });
}

export async function halfDone(
  world: World,
  control: string | undefined,
  limits: { patienceSeconds: number; recoverySeconds: number },
  cell: HalfDoneCell,
): Promise<Problem[]> {
  const proxy = new FaultProxy(control);
  const binding = await workBinding(world, cell);
  const known = await idsOf(world, cell, binding);
  try {
    return await cutThrough(world, proxy, limits, cell, binding);
  } finally {
    await proxy.order('pass');
    await adopt(world, cell, binding, known);
  }
}

async function cutThrough(
  world: World,
  proxy: FaultProxy,
  { patienceSeconds, recoverySeconds }: { patienceSeconds: number; recoverySeconds: number },
  cell: HalfDoneCell,
  binding: Binding,
): Promise<Problem[]> {
  const write = await askOf(world, cell, binding);
  let readers = await readersFor(world, cell, binding);
  const state = (): Promise<State> => stateOf(world, readers, recoverySeconds);

  const first = await state();
  let before = await state();
  const ignored = Object.keys(changeOf(first, before));
  await proxy.order('pass');
  await controlOf(write, patienceSeconds);
  const answers = await proxy.answers();
  let after = await state();
  const whole: Change = changeOf(before, after, ignored);
  const reason = untold(whole, ignored, readersOf(world.policy, cell.operation));
  if (reason !== undefined)
    throw new Blocked(
      `${cell.operation} by ${cell.actor} cannot be judged by its halves: ${reason}; list database/half-done/${cell.operation} as out of scope where that is as it must be`,
    );
  // A part of the write shows where the whole does.
  readers = readers.filter(({ operation }) => operation in whole);
  if (answers === 0)
    throw new Blocked(`${cell.operation} did not ask the database by way of the fault proxy`);

  const wanted = Math.min(LAST_ANSWERS, answers);
  let cuts = 0;
  for (let cut = answers - 1; cut >= 0 && cuts < wanted; cut -= 1) {
    before = after;
    await proxy.order(`cut-after?answers=${cut}`);
    const outcome = await write.once(patienceSeconds);
    const broke = await proxy.broke();
    await proxy.order('pass');
    if (broke) cuts += 1;
    else if (answers - cut - cuts > SPARED) break;
    const request = 'call' in outcome ? outcome.call.request : outcome.request;
    if ('unanswered' in outcome)
      return [
        { rule: 'outage-unbounded', request, expected: 'an error in bounded time', seen: outcome.unanswered },
      ];
    const again = statusOf(await readyUntil(world, (status) => status === 200, recoverySeconds));
    if (again !== 200)
      return [
        {
          rule: 'outage-recovery',
          expected: `ready again within ${recoverySeconds} s`,
          seen:
            again === 0 ? 'no answer of the readiness endpoint' : `status ${again} of the readiness endpoint`,
        },
      ];
    after = await state();
    const seen = halfDoneIn(whole, changeOf(before, after, ignored), outcome.call.answer.status);
    if (seen !== undefined)
      return [
        {
          request,
          expected: 'a write that is done or not done',
          seen: `cut off in answer ${cut + 1} of ${answers}: ${seen}`,
        },
      ];
  }
  if (cuts < wanted)
    throw new Blocked(
      `${cell.operation} was cut off in ${cuts} of the last ${wanted} answers of the database: in the rest nothing was broken off`,
    );
  return [];
}
