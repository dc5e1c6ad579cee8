import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Unproven, type World } from '../../checks/world.ts';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { ApiClient } from '../../probe/client.ts';
import { Blocked, type Problem } from '../../record/problem.ts';
import { withoutRights } from '../denied.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const cell = withoutRights
  .plan(policy, {})
  .flatMap(({ cells }) => cells)
  .find(({ id }) => id === 'access/no-role/competitors.list/hotel-norole');

/**
 * Judges what somebody without a role is answered with the session that was stored, and with one that just began. The shape
 * of an error is of no matter here.
 */
async function judged(stored: number, fresh: number, begins = true): Promise<Problem[]> {
  assert.ok(cell);
  let lent: ApiClient | undefined;
  const world = {
    policy,
    clientWith: (token: string) => new ApiClient('http://127.0.0.1:1', { authorization: `Bearer ${token}` }),
    operation: (name: string) => policy.operations[name],
    steward: () => 'hotel-admin',
    bind: () => Promise.resolve({}),
    victimValues: () => [],
    lend: (_: string, client: ApiClient | undefined) => (lent = client),
    tokensOf: () =>
      begins
        ? Promise.resolve({ accessToken: 'a', idToken: 'b' })
        : Promise.reject(new Blocked('no session')),
    assertAlive: () => (lent ? Promise.resolve() : Promise.reject(new Unproven('nothing shows it'))),
    call: () => {
      const status = lent ? fresh : stored;
      return Promise.resolve({
        answer: { status, headers: {}, text: '', json: undefined },
        request: { method: 'GET', path: '/api/v1/competitors' },
        sent: '',
      });
    },
  } as unknown as World;
  try {
    const problems = await withoutRights.judge(world, cell);
    return problems.filter(({ expected }) => expected.startsWith('a denial'));
  } finally {
    assert.equal(lent, undefined, 'what was lent is taken back');
  }
}

describe('somebody without a role', () => {
  it('is not refused by a 401 that a session that just began is not answered', async () => {
    const [problem] = await judged(401, 200);
    assert.match(problem?.seen ?? '', /200/);
  });
  it('is refused by a 401 that it is answered too', async () => {
    assert.deepEqual(await judged(401, 401), []);
    assert.deepEqual(await judged(403, 200), []);
  });
  it('is not refused by a 401 where no session begins', async () =>
    assert.rejects(judged(401, 401, false), Blocked));
});
