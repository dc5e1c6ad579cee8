/** Judges what the operations of an API answer to a token from before a logout. Pure. */
import type { Policy } from '../../policy/types.ts';
import type { Call } from '../probe/client.ts';
import type { Problem } from '../record/problem.ts';
import { deniedProblems } from './denied.ts';

/** Of a token that is good for nothing: whoever comes any further, to a role or to the thing itself, has been let in. */
const NO_SESSION = [401];
/** How many operations a finding names. */
const NAMED = 8;

export interface Asked {
  operation: string;
  call: Call;
  /** Whether the person's role might call it before the logout; another role may be refused for that reason. */
  mayCall: boolean;
}

/** What is wrong with one answer; empty where the token was refused. */
export function refusalProblems(
  { call, mayCall }: Omit<Asked, 'operation'>,
  errors: Policy['errors'],
  values: readonly string[],
): Problem[] {
  return deniedProblems(call, { ...errors, denied: mayCall ? NO_SESSION : errors.denied }, values);
}

/** One finding of all operations that answered, and what is wrong with the refusals of the others. */
export function afterLogout(
  asked: readonly Asked[],
  errors: Policy['errors'],
  values: readonly string[],
): Problem[] {
  const judged = asked.map((one) => ({ one, problems: refusalProblems(one, errors, values) }));
  const answered = judged.filter(({ problems }) => problems.some(({ rule }) => rule === undefined));
  const [first] = answered;
  const other = judged.flatMap(({ problems }) => problems.filter(({ rule }) => rule !== undefined));
  if (!first) return other;
  const seen = answered.map(({ one }) => `${one.operation} answers ${one.call.answer.status}`);
  const more = seen.length > NAMED ? `; and ${seen.length - NAMED} more` : '';
  return [
    {
      request: first.one.call.request,
      expected: `a refusal (${NO_SESSION.join(', ')}) of the token from before the logout, by every operation`,
      seen: seen.slice(0, NAMED).join('; ') + more,
    },
    ...other,
  ];
}
