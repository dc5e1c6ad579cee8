/** What the kinds share that try many ways in one request. */
import { hidesOthers } from '../oracle/override.ts';
import type { Call } from '../probe/client.ts';
import type { Override, Overrides } from '../probe/overrides.ts';
import type { Problem } from '../record/problem.ts';

/**
 * Asks in many ways at once, and one by one where something was found, to name the way that worked, or where one of the ways
 * may have been refused, and have hidden the others.
 *
 * @param plain what the same request is answered without any of them
 * @returns the problems of the first way that worked, or of all together
 */
export async function togetherThenSingly(
  { singly = [], ...together }: Override & Partial<Pick<Overrides, 'singly'>>,
  plain: Pick<Call['answer'], 'status'>,
  ask: (way: Override) => Promise<{ call: Call; problems: Problem[] }>,
): Promise<Problem[]> {
  const { call, problems } = await ask(together);
  if (problems.length === 0 && !hidesOthers(call.answer, plain)) return [];
  for (const way of singly) {
    const found = (await ask(way)).problems;
    if (found.length > 0) return found;
  }
  return problems;
}
