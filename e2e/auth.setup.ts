/** Signs every identity in, once for the run; how each ended is judged by the session gate. */
import { policy, test } from './fixtures/index.ts';

for (const identity of Object.keys(policy.identities)) {
  test(`${identity} is brought to its session`, async ({ sessions }) => {
    await sessions.signIn(identity);
  });
}
