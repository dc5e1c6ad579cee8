/** Judges whether an answer is a denial that tells nothing. Pure. */
import type { Policy } from '../../policy/types.ts';
import type { Call } from '../probe/client.ts';
import type { Problem } from '../record/problem.ts';
import { contractBreaches } from './contract.ts';
import { disclosuresIn, tellingHeaders } from './disclosure.ts';

/** The first values that occur in a text and were not sent by the asker. */
export function valuesIn(text: string, values: readonly string[], sent: string): string[] {
  return values.filter((value) => occurs(text, value) && !occurs(sent, value)).slice(0, 3);
}

/** Whether a value stands in a text, as it is or as JSON writes it. */
export function occurs(text: string, value: string): boolean {
  return text.includes(value) || text.includes(JSON.stringify(value).slice(1, -1));
}

/** What is wrong with any answer of an error, whoever asked: the contract, disclosures, a server error. */
export function errorProblems(call: Call, errors: Policy['errors']): Problem[] {
  const { answer, request } = call;
  const told = [...disclosuresIn(answer.text, 'error'), ...tellingHeaders(answer.headers, 'error')];
  const problems: Problem[] = told.map((seen) => ({
    rule: 'error-disclosure',
    request,
    expected: 'an error that tells nothing of the inside',
    seen,
  }));
  if (answer.status >= 500) {
    problems.push({
      rule: 'server-error',
      request,
      expected: 'a clean refusal',
      seen: `status ${answer.status}`,
    });
  }
  const breaches = contractBreaches(answer, request.method, errors);
  if (breaches.length > 0) {
    problems.push({
      rule: 'error-contract',
      request,
      expected: `an error of the contract (${errors.contentType})`,
      seen: `status ${answer.status}; ${breaches.slice(0, 3).join('; ')}`,
    });
  }
  return problems;
}

/**
 * Judges an answer that must be a denial.
 *
 * @param victim values that the answer must not hold
 */
export function deniedProblems(call: Call, errors: Policy['errors'], victim: readonly string[]): Problem[] {
  const { answer, request, sent } = call;
  const wholeAnswer = [answer.text, ...Object.values(answer.headers)].join('\n');
  const leaked = valuesIn(wholeAnswer, victim, sent);
  const problems: Problem[] = [];
  if (!errors.denied.includes(answer.status)) {
    problems.push({
      request,
      expected: `a denial (${errors.denied.join(', ')})`,
      seen: `status ${answer.status}${answer.status < 400 ? ' with ' + describe(answer.text) : ''}`,
    });
  }
  if (leaked.length > 0) {
    problems.push({
      request,
      expected: 'nothing of the other tenant',
      seen: `status ${answer.status} with ${leaked.map((value) => JSON.stringify(value)).join(', ')}`,
    });
  }
  return answer.status >= 400 ? [...problems, ...errorProblems(call, errors)] : problems;
}

function describe(text: string): string {
  return text === '' ? 'an empty body' : `the body ${text.slice(0, 160)}`;
}
