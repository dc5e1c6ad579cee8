/** Checks that readiness follows the database and tells nothing more. */
import { contractBreaches } from '../oracle/contract.ts';
import { disclosuresIn } from '../oracle/disclosure.ts';
import { ApiClient, type Call } from '../probe/client.ts';
import { send } from '../probe/transport.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

/** A readiness answer has room for a word, not for a story. */
const LONGEST_ANSWER = 64;
const PATIENCE_MS = 15_000;
const PAUSE_MS = 100;

async function ready(world: World): Promise<Call> {
  const path = world.policy.documents.ready;
  if (!path) throw new Blocked('the policy names no readiness endpoint');
  return new ApiClient(world.apiUrl, {}).send('GET', { path, headers: {} });
}

const tells = ({ answer, request }: Call): Problem[] =>
  answer.text.length > LONGEST_ANSWER || disclosuresIn(answer.text).length > 0
    ? [{ request, expected: 'up or down and nothing more', seen: answer.text.slice(0, 200) }]
    : [];

export async function readyUp(world: World): Promise<Problem[]> {
  const call = await ready(world);
  if (call.answer.status !== 200)
    return [
      { request: call.request, expected: 'ready, with status 200', seen: `status ${call.answer.status}` },
    ];
  return tells(call);
}

async function until(world: World, holds: (status: number) => boolean): Promise<Call> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const call = await ready(world);
    if (holds(call.answer.status) || Date.now() > end) return call;
    await new Promise((resume) => setTimeout(resume, PAUSE_MS));
  }
}

/** Tells the fault proxy before the database what to do with connections. */
async function proxy(control: string, mode: 'cut' | 'pass'): Promise<void> {
  const { status } = await send({ method: 'POST', origin: control, path: `/${mode}` }).catch(
    (error: Error) => {
      throw new Blocked(`the fault proxy does not answer: ${error.message}`);
    },
  );
  if (status >= 300) throw new Blocked(`the fault proxy answered ${status} to ${mode}`);
}

/**
 * Cuts the database off: readiness says down, an operation fails closed by the error contract; then up again.
 *
 * @param control address of the fault proxy; undefined where the deployment has none
 */
export async function databaseCutOff(world: World, control: string | undefined): Promise<Problem[]> {
  if (!control)
    throw new Blocked(
      'there is no fault proxy before the database: set FAULT_PROXY_URL, or list database/ready/down as out of scope',
    );
  const up = await ready(world);
  if (up.answer.status !== 200)
    throw new Blocked(`readiness answered ${up.answer.status} before the database was cut off`);
  const problems: Problem[] = [];
  const steward = world.steward(undefined);
  // Nobody can sign in while the database is cut off.
  await world.clientOf(steward);
  const [name] =
    Object.entries(world.policy.operations).find(
      ([, { method, scope, path, stream }]) =>
        method === 'GET' && scope === 'tenant' && !path.includes('{') && !stream,
    ) ?? [];
  const tenant = world.policy.identities[steward]?.tenant;
  await proxy(control, 'cut');
  try {
    const down = await until(world, (status) => status !== 200);
    if (down.answer.status !== 503)
      problems.push({
        request: down.request,
        expected: 'status 503 while the database is cut off',
        seen: `status ${down.answer.status}`,
      });
    problems.push(...tells(down));
    if (name) {
      const call = await world.call(name, steward, {}, tenant);
      const told = disclosuresIn(call.answer.text);
      const breaches =
        call.answer.status < 500
          ? [`status ${call.answer.status}`]
          : contractBreaches(call.answer, 'GET', world.policy.errors);
      if (breaches.length > 0)
        problems.push({
          request: call.request,
          expected: 'a server error of the contract while the database is cut off',
          seen: breaches.slice(0, 3).join('; '),
        });
      if (told.length > 0)
        problems.push({
          rule: 'error-disclosure',
          request: call.request,
          expected: 'an error that tells nothing of the inside',
          seen: told.join('; '),
        });
    }
  } finally {
    await proxy(control, 'pass');
  }
  const again = await until(world, (status) => status === 200);
  if (again.answer.status !== 200)
    problems.push({
      request: again.request,
      expected: 'ready again once the database is back',
      seen: `status ${again.answer.status}`,
    });
  return problems;
}
