/**
 * The same mistake is answered in the same way by every operation: status, code, title and structure. Whoever answers
 * otherwise does not go through the common door. Asked of rows that the run made, alone: what should have been refused
 * and is not may change something.
 */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import { unmake } from '../checks/malformed.ts';
import { assertOfMistake, wellFormed } from '../checks/well-formed.ts';
import type { World } from '../checks/world.ts';
import { type Answered, unlike } from '../oracle/alike.ts';
import { errorProblems } from '../oracle/denied.ts';
import { ALONE_LANE, ANONYMOUS, type OperationCell, group, matrixIdentities } from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import type { Call } from '../probe/client.ts';
import { type Shape, attemptsOf, malformationsOf } from '../probe/malformations.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { expendable } from './denial.ts';
import { type Kind, type Named, guarded } from './kind.ts';

type AlikeCell = OperationCell & { mistake: string };

/** Mistakes that are no malformed input: who asks, for what, and in which way. */
const PLAIN: Readonly<Record<string, (operation: OperationPolicy) => boolean>> = {
  'no sign-in': () => true,
  'an id that never existed': ({ path, body }) => parametersOf(path).length > 0 && body === undefined,
  'an id that never existed, asked for by a browser': ({ path, method }) =>
    parametersOf(path).length > 0 && method === 'GET',
  'another method': () => true,
  'a parameter that nobody knows': ({ method, stream }) => method === 'GET' && !stream,
};

/** What malformed input must be refused is judged operation by operation; these nowhere else. */
const MUST_BE_REFUSED: ReadonlySet<string> = new Set([
  'no sign-in',
  'an id that never existed',
  'an id that never existed, asked for by a browser',
  'another method',
]);

/** Methods that no client uses by mistake, so that nothing is at stake where one is taken. */
const OTHER_METHOD = 'PROPFIND';

const isExcepted = ({ errors }: Policy, mistake: string, name: string): boolean =>
  errors.unlike?.[mistake]?.includes(name) ?? false;

/** The operations that can meet a mistake and need not answer it in a way of their own. */
function operationsAt(policy: Policy, mistake: string): Named[] {
  const applies = PLAIN[mistake];
  return guarded(policy).filter(
    ([name, operation]) =>
      !isExcepted(policy, mistake, name) &&
      (applies ? applies(operation) : malformationsOf(policy.corpus, operation).includes(mistake)),
  );
}

const actorFor = (policy: Policy, { roles }: OperationPolicy) =>
  matrixIdentities(policy).find(({ role }) => roles.includes(role));

/** The request that makes a mistake, by whom, and whether what is refused is all that could come of it. */
async function mistaken(world: World, mistake: string, [name, operation]: Named): Promise<Call> {
  const actor = actorFor(world.policy, operation);
  if (!actor) throw new Blocked(`no identity of the policy may call ${name}`);
  const { tenant } = actor;
  const home = operation.scope === 'platform' ? undefined : tenant;
  const send = async (method: string, shape: Shape, by = actor.name): Promise<Call> => {
    const call = await (await world.clientOf(by)).send(method, shape, { headOnly: operation.stream });
    if (call.answer.status === 401 && by !== ANONYMOUS) await world.assertAlive(by);
    return call;
  };
  const nothing = world.shape(operation, world.allAbsent(operation.path), tenant);
  switch (mistake) {
    case 'no sign-in':
      return send(operation.method, nothing, ANONYMOUS);
    case 'another method':
      return send(OTHER_METHOD, { path: nothing.path, headers: {} });
    case 'an id that never existed':
      return send(operation.method, nothing);
    case 'an id that never existed, asked for by a browser':
      return send(operation.method, { ...nothing, headers: { accept: 'text/html,application/xhtml+xml' } });
    default: {
      const { binding } = await expendable(world, name, home);
      const valid = world.shape(operation, binding, tenant);
      if (mistake in PLAIN) {
        const path = `${valid.path}${valid.path.includes('?') ? '&' : '?'}bulkheadprobe=1`;
        return send(operation.method, { ...valid, path });
      }
      const [attempt] = attemptsOf(world.policy, mistake, valid, operation);
      if (!attempt) throw new Blocked(`${mistake} makes no request of ${name}`);
      const cell = { operation: name, actor: actor.name, ...(home ? { tenant: home } : {}) };
      const control = await wellFormed(world, cell, binding);
      const call = await send(operation.method, attempt.shape);
      if (call.answer.status >= 400) assertOfMistake(name, control, call);
      await unmake(world, cell, call, binding);
      return call;
    }
  }
}

async function alike(world: World, { mistake }: AlikeCell): Promise<Problem[]> {
  const answered: (Answered & { call: Call })[] = [];
  const problems: Problem[] = [];
  for (const named of operationsAt(world.policy, mistake)) {
    const call = await mistaken(world, mistake, named);
    answered.push({ operation: named[0], answer: call.answer, call });
    if (call.answer.status >= 400) problems.push(...errorProblems(call, world.policy.errors));
  }
  const [all] = answered;
  if (all && MUST_BE_REFUSED.has(mistake) && answered.every(({ answer }) => answer.status < 300))
    problems.push({
      request: all.call.request,
      expected: `a refusal of ${mistake}`,
      seen: `every operation takes it, with status ${all.answer.status}`,
    });
  const { usual, others } = unlike(
    // The data of a success is the operation's own; that it is one is what counts.
    answered.map(({ operation, answer }) =>
      answer.status < 300
        ? { operation, answer: { status: 200, headers: {}, json: undefined } }
        : { operation, answer },
    ),
  );
  for (const { operation, seen } of others) {
    const found = answered.find((each) => each.operation === operation);
    problems.push({
      rule: 'error-inconsistent',
      ...(found ? { request: found.call.request } : {}),
      expected: `what most operations answer: ${usual}`,
      seen: `${operation}: ${seen}`,
    });
  }
  return problems;
}

export const alikeErrors: Kind<AlikeCell> = {
  plan: (policy) => {
    const mistakes = [
      ...Object.keys(PLAIN),
      ...Object.entries(policy.corpus.malformations).flatMap(([name, entry]) => (entry.alike ? [name] : [])),
    ].filter((mistake) => operationsAt(policy, mistake).length > 1);
    return group<AlikeCell>(
      {
        title: 'The same mistake is answered in the same way everywhere',
        gate: 'disclosure',
        rule: 'error-inconsistent',
        also: ['error-contract', 'error-disclosure', 'server-error'],
        feature: 'API',
        lane: ALONE_LANE,
      },
      mistakes.map((mistake) => ({
        id: `disclosure/alike/${mistake}`,
        title: `Every operation answers ${mistake} in the same way`,
        operation: 'the API',
        actor: 'everybody',
        mistake,
      })),
    );
  },
  judge: alike,
};
