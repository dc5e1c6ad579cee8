/** Checks what the identity provider answers to mistakes; one request after the other, for Auth0 counts them. */
import { signInErrorProblems } from '../oracle/sign-in-error.ts';
import type { SignInMistakeCell } from '../plan/disclosure.ts';
import { ApiClient, type Observer } from '../probe/client.ts';
import { type Client, signInMistakes } from '../probe/sign-in-mistakes.ts';
import { Blocked, type Problem } from '../record/problem.ts';

/**
 * @param origin of the identity provider
 * @param observe is told of every answer
 */
export async function signInMistake(
  origin: string,
  client: Client,
  { mistake }: SignInMistakeCell,
  observe?: Observer,
): Promise<Problem[]> {
  const made = signInMistakes(client)[mistake];
  if (!made) throw new Blocked(`no mistake is called "${mistake}"`);
  const call = await new ApiClient(origin, {}, observe).send(made.method, made.shape);
  return signInErrorProblems(call, made.oauth ?? false);
}
