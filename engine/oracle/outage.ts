/** Judges what was answered while the database was disturbed. Pure. */
import type { Policy } from '../../policy/types.ts';
import type { SentRequest } from '../model.ts';
import type { Call } from '../probe/client.ts';
import type { Problem } from '../record/problem.ts';
import { contractBreaches } from './contract.ts';
import { valuesIn } from './denied.ts';
import { disclosuresIn, tellingHeaders } from './disclosure.ts';

/** A request and what came of it: a call, or no answer in the time that it had. */
export type Outcome = { call: Call } | Unanswered;
interface Unanswered {
  request: SentRequest;
  /** In words. */
  unanswered: string;
}

/** Whose values an answer may hold, and whose it may not. */
export interface Values {
  own: readonly string[];
  others: readonly string[];
}

const fails = ({ answer }: Call): boolean => answer.status >= 500;

/** Where something that held entries is empty now, as a JSON pointer; undefined where nothing is. */
export function emptied(before: unknown, now: unknown, at = ''): string | undefined {
  if (typeof before !== 'object' || before === null || typeof now !== 'object' || now === null)
    return undefined;
  const [were, are] = [Object.keys(before).length, Object.keys(now).length];
  if (were > 0 && are === 0) return at || '/';
  // Rows come and go; which one is where says nothing.
  if (Array.isArray(before) || Array.isArray(now)) return undefined;
  return Object.entries(before)
    .map(([key, value]) => emptied(value, (now as Record<string, unknown>)[key], `${at}/${key}`))
    .find((found) => found !== undefined);
}

function noAnswer({ request, unanswered }: Unanswered): Problem[] {
  return [{ rule: 'outage-unbounded', request, expected: 'an error in bounded time', seen: unanswered }];
}

/** Values of others, wherever they are. */
function strange({ answer, request, sent }: Call, { others }: Values): Problem[] {
  const seen = valuesIn([answer.text, ...Object.values(answer.headers)].join('\n'), others, sent);
  return seen.length === 0
    ? []
    : [
        {
          rule: 'outage-mixes-tenants',
          request,
          expected: 'nothing of another tenant',
          seen: `status ${answer.status} with ${seen.map((value) => JSON.stringify(value)).join(', ')}`,
        },
      ];
}

/** What is wrong with an error: what it tells, the contract, and rows in it. */
function errorProblems(
  { answer, request, sent }: Call,
  errors: Policy['errors'],
  { own }: Values,
): Problem[] {
  const told = [...disclosuresIn(answer.text), ...tellingHeaders(answer.headers)];
  const breaches = contractBreaches(answer, request.method, errors);
  const rows = valuesIn(answer.text, own, sent);
  return [
    ...told.map((seen) => ({
      rule: 'error-disclosure' as const,
      request,
      expected: 'an error that tells nothing of the inside',
      seen,
    })),
    ...(breaches.length === 0
      ? []
      : [
          {
            request,
            expected: `a server error of the contract (${errors.contentType})`,
            seen: `status ${answer.status}; ${breaches.slice(0, 3).join('; ')}`,
          },
        ]),
    ...(rows.length === 0
      ? []
      : [{ request, expected: 'an error without rows', seen: `status ${answer.status} with rows` }]),
  ];
}

function described({ answer }: Call, before: Call | undefined): string {
  if (answer.status === 401 || answer.status === 403)
    return `status ${answer.status}, as if the person were to blame`;
  const empty = emptied(before?.answer.json, answer.json);
  if (empty !== undefined)
    return `status ${answer.status} with nothing at ${empty}, as if there were no rows`;
  return `status ${answer.status}${answer.status < 300 && answer.text !== '' ? ' with a body, as if nothing were wrong' : ''}`;
}

/**
 * What is wrong with an answer that must be a server error: the database cannot be asked.
 *
 * @param before what the same request was answered while the database was well
 */
export function closedProblems(
  outcome: Outcome,
  before: Call | undefined,
  errors: Policy['errors'],
  values: Values,
): Problem[] {
  if ('unanswered' in outcome) return noAnswer(outcome);
  const { call } = outcome;
  if (fails(call)) return [...strange(call, values), ...errorProblems(call, errors, values)];
  return [
    ...strange(call, values),
    {
      request: call.request,
      expected: 'a server error of the contract, while the database cannot be asked',
      seen: described(call, before),
    },
  ];
}

/** What is wrong with an answer that must be right, or a server error: the database can be asked, and is not well. */
export function servedProblems(
  outcome: Outcome,
  before: Call | undefined,
  errors: Policy['errors'],
  values: Values,
): Problem[] {
  if ('unanswered' in outcome) return noAnswer(outcome);
  const { call } = outcome;
  const wrong = strange(call, values);
  if (fails(call)) return [...wrong, ...errorProblems(call, errors, values)];
  const right = call.answer.status < 300 && emptied(before?.answer.json, call.answer.json) === undefined;
  return right
    ? wrong
    : [
        ...wrong,
        {
          request: call.request,
          expected: 'the right rows, or a server error of the contract',
          seen: described(call, before),
        },
      ];
}

/** What is wrong with an answer when the database is well again. */
export function recoveredProblems(outcome: Outcome, before: Call | undefined, values: Values): Problem[] {
  if ('unanswered' in outcome)
    return [
      {
        rule: 'outage-recovery',
        request: outcome.request,
        expected: 'an answer as before',
        seen: outcome.unanswered,
      },
    ];
  const { call } = outcome;
  const wrong = strange(call, values);
  const right = call.answer.status < 300 && emptied(before?.answer.json, call.answer.json) === undefined;
  return right || wrong.length > 0
    ? wrong
    : [
        {
          rule: 'outage-recovery',
          request: call.request,
          expected: 'an answer as before the outage',
          seen: described(call, before),
        },
      ];
}

/**
 * What is wrong with something that is made in the background, and was asked for when the database was well again.
 *
 * @param state in which it settled; undefined where it did not
 * @param before the state in which such a one settled before the outage
 * @param seconds in which it had to
 */
export function unmadeProblems(
  outcome: Outcome,
  state: string | undefined,
  before: string,
  seconds: number,
): Problem[] {
  if (state === before) return [];
  const answered = 'call' in outcome ? `status ${outcome.call.answer.status}` : outcome.unanswered;
  return [
    {
      rule: 'outage-recovery',
      request: 'call' in outcome ? outcome.call.request : outcome.request,
      expected: `to be ${JSON.stringify(before)} within ${seconds} s, as one before the outage was`,
      seen: `${answered}, and ${state === undefined ? 'it does not settle' : JSON.stringify(state)}`,
    },
  ];
}

/** By name of a list or reader: how many rows it has, or what it says of one. */
export type State = Readonly<Record<string, number | string>>;
/** By the same names: how many rows more, or that it changed. */
export type Change = Readonly<Record<string, string>>;

/** What differs between two states, without what is not to be looked at. */
export function changeOf(before: State, after: State, ignored: readonly string[] = []): Change {
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, value]): [string, string][] => {
      const was = before[name];
      if (ignored.includes(name) || value === was) return [];
      if (typeof value !== 'number' || typeof was !== 'number') return [[name, 'changed']];
      return [[name, value > was ? `+${value - was}` : String(value - was)]];
    }),
  );
}

const inWords = (change: Change): string =>
  Object.entries(change)
    .map(([name, how]) => `${name} ${how}`)
    .join(', ');

/**
 * What is wrong with a write that was cut off: something of it is there and something is not, or it was answered with
 * success and nothing is there.
 *
 * @param whole what the write does when nothing comes between
 * @param status of its answer; undefined when there was none
 * @returns undefined when it is done or not done
 */
export function halfDoneIn(whole: Change, seen: Change, status: number | undefined): string | undefined {
  if (Object.keys(seen).length === 0)
    return status !== undefined && status < 300 ? `status ${status}, and nothing was done` : undefined;
  const same =
    Object.keys(seen).length === Object.keys(whole).length &&
    Object.entries(whole).every(([name, how]) => seen[name] === how);
  return same ? undefined : `${inWords(seen)}, where a whole one is ${inWords(whole)}`;
}

/**
 * Why the parts of a write cannot be told from the whole of it, in words; undefined where they can.
 *
 * @param whole what the write was seen to do
 * @param ignored readers that changed while nothing was written
 * @param due readers in which its effect is due
 */
export function untold(
  whole: Change,
  ignored: readonly string[],
  due: readonly string[],
): string | undefined {
  const restless = due.filter((name) => ignored.includes(name));
  if (restless.length > 0)
    return `${restless.join(' and ')} changes while nothing is written, so that an effect in it cannot be told`;
  const shown = Object.keys(whole);
  if (shown.length === 0) return 'nothing that can be read shows what it does';
  return shown.length === 1
    ? `${shown.join()} alone shows what it does, and half of one effect cannot be told`
    : undefined;
}
