/** Checks that readiness follows the database and tells nothing more. */
import { disclosuresIn } from '../oracle/disclosure.ts';
import type { Outcome } from '../oracle/outage.ts';
import { ApiClient, type Call, NoAnswer } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

/** A readiness answer has room for a word, not for a story. */
const LONGEST_ANSWER = 64;
const PAUSE_MS = 50;

async function ready(world: World, timeout?: number): Promise<Call> {
  const path = world.policy.documents.ready;
  if (!path) throw new Blocked('the policy names no readiness endpoint');
  return new ApiClient(world.apiUrl, {}).send('GET', { path, headers: {} }, timeout ? { timeout } : {});
}

export const tells = ({ answer, request }: Call): Problem[] =>
  answer.text.length > LONGEST_ANSWER || disclosuresIn(answer.text).length > 0
    ? [
        {
          rule: 'readiness-endpoint',
          request,
          expected: 'up or down and nothing more',
          seen: answer.text.slice(0, 200),
        },
      ]
    : [];

export async function readyUp(world: World): Promise<Problem[]> {
  const call = await ready(world);
  if (call.answer.status !== 200)
    return [
      { request: call.request, expected: 'ready, with status 200', seen: `status ${call.answer.status}` },
    ];
  return tells(call);
}

/** Asks once. @param seconds to wait for the answer */
async function readyWithin(world: World, seconds: number): Promise<Outcome> {
  try {
    return { call: await ready(world, seconds * 1000) };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const request = { method: 'GET', path: world.policy.documents.ready ?? '' };
    return { request, unanswered: `no answer within ${seconds} s` };
  }
}

/** The status of an answer; 0 for none. */
export const statusOf = (outcome: Outcome): number => ('call' in outcome ? outcome.call.answer.status : 0);

/**
 * Asks again and again until readiness says what is waited for, or the time is over.
 *
 * @param holds is given the status, 0 when there was no answer
 * @returns the last outcome
 */
export async function readyUntil(
  world: World,
  holds: (status: number) => boolean,
  seconds: number,
): Promise<Outcome> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const outcome = await readyWithin(world, seconds);
    if (holds(statusOf(outcome)) || Date.now() > end) return outcome;
    await new Promise((resume) => setTimeout(resume, PAUSE_MS));
  }
}
