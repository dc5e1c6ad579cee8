/** Requests that are made ready while all is well, so that nobody need sign in or look for an id in an outage. */
import type { Outcome } from '../../oracle/outage.ts';
import { type Call, NoAnswer } from '../../probe/client.ts';
import type { Binding } from '../../probe/templates.ts';
import { Blocked } from '../../record/problem.ts';
import type { World } from '../world.ts';

export interface Ask {
  operation: string;
  actor: string;
  tenant: string | undefined;
  /** Asks once. @param seconds to wait for the answer */
  once(seconds: number): Promise<Outcome>;
}

/** @throws Blocked when the identity has no session, or the request cannot be bound */
export async function askOf(
  world: World,
  { operation, actor, tenant }: { operation: string; actor: string; tenant?: string | undefined },
  binding: Binding,
): Promise<Ask> {
  const described = world.operation(operation);
  const client = await world.clientOf(actor);
  return {
    operation,
    actor,
    tenant,
    async once(seconds) {
      const shape = world.shape(described, binding, tenant);
      try {
        const options = { headOnly: described.stream, timeout: seconds * 1000 };
        return { call: await client.send(described.method, shape, options) };
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        const request = { method: described.method, path: shape.path };
        return { request, unanswered: `no answer within ${seconds} s` };
      }
    },
  };
}

/** The answer of a request that must succeed while all is well. Throws Blocked when it does not. */
export async function controlOf(ask: Ask, seconds: number): Promise<Call> {
  const outcome = await ask.once(seconds);
  const seen = 'call' in outcome ? `was answered ${outcome.call.answer.status} by` : 'was not answered by';
  if (!('call' in outcome) || outcome.call.answer.status >= 300)
    throw new Blocked(`${ask.actor} ${seen} ${ask.operation} while the database was well`);
  return outcome.call;
}

/** What a write is bound to: the row that it changes, or the one below which it makes one; rows of the run's own. */
export async function workBinding(
  world: World,
  { operation, actor, tenant }: { operation: string; actor: string; tenant?: string },
): Promise<Binding> {
  const { resource = '' } = world.operation(operation);
  const described = world.policy.resources[resource];
  if (!described) throw new Blocked(`the policy does not say what ${operation} changes`);
  if (described.make[0] !== operation) return world.workshop.row(resource, tenant, actor);
  return described.parent ? world.workshop.row(described.parent, tenant, actor) : {};
}
