import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { makePlan } from '../../plan/index.ts';
import { Blocked } from '../../record/problem.ts';
import {
  type RefreshDesk,
  RefreshLimits,
  refreshedOnce,
  refusedAlike,
  renewedElsewhere,
} from '../refresh.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const plan = makePlan(policy, ['chromium']);
const [uses] = plan.refreshTokens;
const [limits] = plan.refreshLimits;
assert.ok(uses && limits);

interface Provider {
  rotates: boolean;
  /** Whether a token is refused once it was used. */
  once: boolean;
  /** Whether its reuse ends its family. */
  family: boolean;
  idle: number;
  absolute: number;
  /** Whether a refusal says why. */
  reasons: boolean;
}

const HONEST: Provider = {
  rotates: true,
  once: true,
  family: true,
  idle: Infinity,
  absolute: Infinity,
  reasons: false,
};

/** An identity provider, as far as refresh tokens go. Tokens are numbers within a family. */
function desk(change: Partial<Provider> = {}): RefreshDesk {
  const provider = { ...HONEST, ...change };
  const accepted = async (): Promise<void> => undefined;
  const families: { began: number; last: number; newest: number; over: boolean }[] = [];
  return {
    accepted,
    first: async () => {
      families.push({ began: Date.now(), last: Date.now(), newest: 0, over: false });
      return `${families.length - 1}.0`;
    },
    renew: async (token) => {
      const [index = 0, number = 0] = token.split('.').map(Number);
      const family = families[index];
      if (!family) return { status: 403, refusal: 'invalid' };
      const now = Date.now();
      const ended = now - family.last > provider.idle || now - family.began > provider.absolute;
      const used = number < family.newest && provider.once;
      if (used && provider.family) family.over = true;
      if (family.over || used || ended)
        return { status: 403, refusal: provider.reasons && used ? 'used' : 'invalid' };
      family.last = now;
      if (provider.rotates) family.newest += 1;
      const refreshToken = `${index}.${family.newest}`;
      return { status: 200, tokens: { accessToken: 'a', idToken: 'i', refreshToken } };
    },
  };
}

async function usesSeenWrong(provider: Partial<Provider>): Promise<string[]> {
  const seen: string[] = [];
  for (const cell of uses?.cells ?? []) {
    const problems = await refreshedOnce(cell, desk(provider)).catch((error: unknown) => {
      assert.ok(error instanceof Blocked);
      return 'blocked' as const;
    });
    if (problems === 'blocked') seen.push(`${cell.use} blocked`);
    else if (problems.length > 0) seen.push(cell.use);
  }
  return seen;
}

test('an identity provider that rotates, and ends the family of what is used again, is in order', async () => {
  assert.deepEqual(await usesSeenWrong({}), []);
});

test('each way in which a refresh token is good twice is seen', async () => {
  assert.deepEqual(await usesSeenWrong({ rotates: false }), [
    'rotated',
    'used-twice blocked',
    'at-once blocked',
    'family blocked',
  ]);
  assert.deepEqual(await usesSeenWrong({ family: false }), ['family']);
  assert.deepEqual(await usesSeenWrong({ once: false }), ['used-twice', 'at-once', 'family']);
});

test('a refusal that says why is seen, where two are refused', async () => {
  assert.deepEqual(await refusedAlike(desk()), []);
  assert.equal((await refusedAlike(desk({ reasons: true }))).length, 1);
  await assert.rejects(refusedAlike(desk({ rotates: false })), Blocked);
  await assert.rejects(refusedAlike(desk({ once: false })), Blocked);
});

test('a refresh token that is refused at once proves nothing', async () => {
  const refusing: RefreshDesk = { ...desk(), renew: async () => ({ status: 403 }) };
  for (const cell of uses.cells) await assert.rejects(refreshedOnce(cell, refusing), Blocked);
});

test('a refresh token whose access tokens the API does not accept proves nothing', async () => {
  const unknown: RefreshDesk = {
    ...desk(),
    accepted: async () => {
      throw new Blocked('refused');
    },
  };
  for (const cell of uses.cells) await assert.rejects(refreshedOnce(cell, unknown), Blocked);
});

const IDLE = 400;
const ABSOLUTE = 900;
const short = {
  ...policy,
  session: {
    ...policy.session,
    refreshLimits: { idleSeconds: IDLE / 1000, absoluteSeconds: ABSOLUTE / 1000 },
  },
};

async function limitsSeenWrong(provider: Partial<Provider>): Promise<string[]> {
  const check = new RefreshLimits(short, () => desk(provider));
  const results = await Promise.all(
    (limits?.cells ?? []).map(async (cell) => ((await check.judge(cell)).length > 0 ? [cell.limit] : [])),
  );
  return results.flat();
}

test('limits that hold are in order, and one that is missing is seen', async () => {
  const [both, noIdle, noAbsolute] = await Promise.all([
    // The used one has to outlive the moment at which the unused one is tried.
    limitsSeenWrong({ idle: IDLE, absolute: IDLE + 1300 }),
    limitsSeenWrong({ absolute: IDLE + 1300 }),
    limitsSeenWrong({ idle: IDLE }),
  ]);
  assert.deepEqual(both, []);
  assert.deepEqual(noIdle, ['idle']);
  assert.deepEqual(noAbsolute, ['absolute']);
});

test('a token that ends although it is used, before the unused one was tried, proves nothing', async () => {
  await assert.rejects(limitsSeenWrong({ idle: IDLE, absolute: 500 }), Blocked);
});

test('a token that is refused with every other one of its person proves nothing', async () => {
  const ended = Date.now() + IDLE + 1300;
  const honest = desk({ idle: IDLE });
  const logout: RefreshDesk = {
    ...honest,
    renew: async (token) => (Date.now() > ended ? { status: 403 } : honest.renew(token)),
  };
  const check = new RefreshLimits(short, () => logout);
  await assert.rejects(async () => check.judge(limits.cells[1]!), /that nobody had used/);
});

test('a token whose access tokens the API no longer accepts proves nothing', async () => {
  const until = Date.now() + 500;
  const check = new RefreshLimits(short, () => ({
    ...desk({ idle: IDLE, absolute: IDLE + 1300 }),
    accepted: async () => {
      if (Date.now() > until) throw new Blocked('refused');
    },
  }));
  await assert.rejects(async () => check.judge(limits.cells[1]!), Blocked);
});

test('without stated limits there is nothing to hold a token to', async () => {
  const { refreshLimits: _stated, ...session } = policy.session;
  const check = new RefreshLimits({ ...policy, session }, () => desk());
  await assert.rejects(async () => check.judge(limits.cells[0]!), /state session\.refreshLimits/);
});

/** An access token that names an organization. */
const tokenFor = (organization: string | undefined): string =>
  ['{}', JSON.stringify({ org_id: organization }), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

test('a renewal that leads where it names is seen, and one that is refused or stays is not', async () => {
  const [cell] = plan.renewalsElsewhere.flatMap((group) => group.cells);
  assert.ok(cell);
  const own = policy.tenants['hotel']?.id;
  const judge = (answer: (named: string | undefined) => string | undefined) =>
    renewedElsewhere(cell, policy, {
      accepted: async () => undefined,
      first: async () => 'first',
      renew: async (_token, { organization }: Readonly<Record<string, string>> = {}) => {
        const place = answer(organization);
        const token = tokenFor(place);
        return place === undefined
          ? { status: 403 }
          : { status: 200, tokens: { accessToken: token, idToken: token, refreshToken: 'next' } };
      },
    });
  assert.equal((await judge((named) => named ?? own)).length, 1);
  assert.deepEqual(await judge(() => own), []);
  assert.deepEqual(await judge((named) => (named === undefined ? own : undefined)), []);
  await assert.rejects(
    judge(() => undefined),
    Blocked,
  );
});
