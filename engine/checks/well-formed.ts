/**
 * The positive control of malformed input: the same request by the same person, with nothing wrong with it. Where an
 * operation refuses everything, it refuses each mistake too, and not for the mistake.
 */
import { signatureOf } from '../oracle/alike.ts';
import type { OperationCell } from '../plan/cells.ts';
import { isRepeatable } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked } from '../record/problem.ts';
import { unmake } from './malformed.ts';
import { oncePerWorld } from './once-per-world.ts';
import { succeeded } from './workshop.ts';
import type { World } from './world.ts';

type Asked = Pick<OperationCell, 'operation' | 'actor' | 'tenant'>;

/** By operation and actor; asked once in a worker. */
const answered = oncePerWorld<Call>();

async function ask(world: World, cell: Asked, binding: Binding): Promise<Call> {
  const call = await world.call(cell.operation, cell.actor, binding, cell.tenant);
  await unmake(world, cell, call, binding);
  return call;
}

/**
 * What an operation answers when nothing is wrong. Undefined for a write that cannot be made twice, or not on a row of
 * the run's own: the cell of the access gate that makes it as this person is its control, and no policy can leave that out.
 */
export async function wellFormed(world: World, cell: Asked, binding: Binding): Promise<Call | undefined> {
  const operation = world.operation(cell.operation);
  if (!operation.writes && !operation.stream)
    return world.control(cell.operation, cell.actor, binding, cell.tenant);
  if (!isRepeatable(world.policy, cell.operation)) return undefined;
  const key = JSON.stringify([cell.operation, cell.actor, cell.tenant]);
  return answered(world, key, () => ask(world, cell, binding));
}

/**
 * Makes sure that a refusal is one of the mistake.
 *
 * @param control what the well-formed request was answered; undefined where another check makes it
 * @throws Blocked where that was refused in the same way
 */
export function assertOfMistake(operation: string, control: Call | undefined, refused: Call): void {
  if (!control || succeeded(control)) return;
  if (signatureOf(control.answer) === signatureOf(refused.answer))
    throw new Blocked(
      `${operation} answered a request with nothing wrong in the same way (status ${control.answer.status}): a refusal of the mistake proves nothing`,
    );
}
