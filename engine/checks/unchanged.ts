/** Sends what must change nothing, and has the owner read before and after: the resource itself, and its list. */
import { listedBy, readersOf } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { readPages } from '../probe/lists.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

/** Whose resource it is, and which. */
export interface Target {
  tenant: string | undefined;
  owner: string;
  binding: Binding;
}

export interface Reading {
  reader: string;
  status: number;
  text: string;
}

const success = (status: number): boolean => status >= 200 && status < 300;

/** Statuses that say nothing of the resource: the session is over, or the service is. */
const saysNothing = (status: number): boolean => status === 401 || status >= 500;

/** Everything that the owner can read of what an operation changes. Throws Blocked where the policy has nothing. */
export async function stateOf(world: World, name: string, target: Target): Promise<Reading[]> {
  const { owner, binding, tenant } = target;
  const readings: Reading[] = [];
  for (const reader of readersOf(world.policy, name)) {
    const list = listedBy(world.policy, reader);
    if (list) {
      const { status, rows } = await readPages(world.policy, await world.clientOf(owner), list[1], binding);
      readings.push({ reader, status, text: JSON.stringify(rows) });
    } else {
      const { answer } = await world.call(reader, owner, binding, tenant);
      readings.push({ reader, status: answer.status, text: answer.text });
    }
  }
  if (readings.length === 0) throw new Blocked(`the policy has no operation that reads what ${name} changes`);
  return readings;
}

/** The first reading that is not what it was; something that its owner no longer finds has changed as well. */
export function changeIn(before: readonly Reading[], after: readonly Reading[]): Reading | undefined {
  return after.find(({ status, text }, index) => !saysNothing(status) && text !== before[index]?.text);
}

/**
 * Sends something that must change nothing; its owner reads the resource before and after.
 *
 * @throws Blocked when the owner cannot read it before, or cannot be answered afterwards
 */
export async function changingNothing(
  world: World,
  name: string,
  target: Target,
  send: () => Promise<Call>,
): Promise<{ call: Call; problems: Problem[] }> {
  const mustHold = (readings: Reading[], holds: (status: number) => boolean): void => {
    const other = readings.find(({ status }) => !holds(status));
    if (other)
      throw new Blocked(
        `the owner ${target.owner} was answered ${other.status} by ${other.reader}: the state cannot be compared`,
      );
  };
  const before = await stateOf(world, name, target);
  mustHold(before, success);
  const call = await send();
  const after = await stateOf(world, name, target);
  const changed = changeIn(before, after);
  if (!changed) {
    mustHold(after, (status) => !saysNothing(status));
    return { call, problems: [] };
  }
  const { reader, status } = changed;
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
