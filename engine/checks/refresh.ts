/** Checks of refresh tokens at the identity provider: good once, and ended by themselves. */
import type { Policy } from '../../policy/types.ts';
import type { LimitCell, RefreshCell, RenewalCell } from '../plan/index.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { TokenAnswer } from '../session/authorize.ts';
import { changedIn } from '../kinds/invitation.ts';
import { tenantNamed } from './login.ts';

/** How a check comes by a refresh token, each of an authorization of its own, and has it renewed. */
export interface RefreshDesk {
  first(): Promise<string>;
  /** @param besides further parameters of the request */
  renew(refreshToken: string, besides?: Readonly<Record<string, string>>): Promise<TokenAnswer>;
  /** Throws Blocked where the API does not accept an access token that came of it. */
  accepted(accessToken: string): Promise<void>;
}

const REQUEST = { method: 'POST', path: '/oauth/token' };
/** Times are of whole seconds at the identity provider, and some pass on the way. */
const MARGIN_MS = 1000;
const LONGEST_MS = 60_000;
/** So many times a token that is kept in use is renewed before it could end unused. */
const USES_A_PERIOD = 4;
const AT_ONCE = 4;

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resume) => setTimeout(resume, Math.max(milliseconds, 0)));

/** The successor of a token that must be good: the same one where the identity provider does not rotate. */
async function successor(desk: RefreshDesk, token: string): Promise<string> {
  const { status, tokens } = await desk.renew(token);
  if (!tokens)
    throw new Blocked(
      `the identity provider answered ${status} to a refresh token that nobody had used: a refusal would prove nothing`,
    );
  await desk.accepted(tokens.accessToken);
  return tokens.refreshToken ?? token;
}

/** A refresh token is replaced when it is used, refused when it is used again, and takes its successors with it then. */
export async function refreshedOnce(cell: RefreshCell, desk: RefreshDesk): Promise<Problem[]> {
  const first = await desk.first();
  const second = await successor(desk, first);
  if (cell.use === 'rotated')
    return second === first
      ? [{ request: REQUEST, expected: 'a new refresh token with every use', seen: 'the same one, or none' }]
      : [];
  if (second === first) throw new Blocked('the identity provider does not rotate refresh tokens');
  if (cell.use === 'used-twice') {
    const { tokens, status } = await desk.renew(first);
    return tokens
      ? [
          {
            request: REQUEST,
            expected: 'a refusal of a refresh token that was used',
            seen: `status ${status}`,
          },
        ]
      : [];
  }
  if (cell.use === 'at-once') {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => desk.renew(second)));
    const given = answers.filter(({ tokens }) => tokens !== undefined).length;
    return given > 1
      ? [
          {
            request: REQUEST,
            expected: `tokens for one of ${AT_ONCE} uses of a refresh token at once`,
            seen: `tokens for ${given}`,
          },
        ]
      : [];
  }
  const newest = await successor(desk, second);
  await desk.renew(first);
  const { tokens, status } = await desk.renew(newest);
  return tokens
    ? [
        {
          request: REQUEST,
          expected: 'a refusal of the newest refresh token, after one of its ancestors was used again',
          seen: `status ${status}`,
        },
      ]
    : [];
}

/**
 * Whoever is refused is not told why: a token that there never was, one that was used, and one that ended with its family are
 * answered alike.
 *
 * @throws Blocked when fewer than two of them are refused
 */
export async function refusedAlike(desk: RefreshDesk): Promise<Problem[]> {
  const first = await desk.first();
  const newest = await successor(desk, await successor(desk, first));
  if (newest === first) throw new Blocked('the identity provider does not rotate refresh tokens');
  const tokens = {
    'that there never was': changedIn(newest),
    'that was used before': first,
    'one of whose ancestors was used again': newest,
  };
  const refusals: { says: string; told: string }[] = [];
  for (const [says, token] of Object.entries(tokens)) {
    const { status, refusal } = await desk.renew(token);
    if (refusal !== undefined)
      refusals.push({ says, told: `status ${status}, ${refusal.replaceAll(token, '<token>')}` });
  }
  const [one, ...others] = refusals;
  if (!one || others.length === 0)
    throw new Blocked('fewer than two refresh tokens were refused: there is nothing to compare');
  return others
    .filter(({ told }) => told !== one.told)
    .slice(0, 1)
    .map(({ says, told }) => ({
      request: REQUEST,
      expected: `the same answer to a refresh token ${says} as to one ${one.says}`,
      seen: `${told.slice(0, 200)}, and ${one.told.slice(0, 200)}`,
    }));
}

/** Whatever organization a renewal names, the tokens that come of it name none that the person is no member of. */
export async function renewedElsewhere(
  { asked, other }: RenewalCell,
  { tenants, claims }: Pick<Policy, 'tenants' | 'claims'>,
  desk: RefreshDesk,
): Promise<Problem[]> {
  const foreign = tenants[other];
  if (!foreign) throw new Blocked(`the policy has no tenant ${other}`);
  const good = await successor(desk, await desk.first());
  const { tokens } = await desk.renew(good, {
    organization: asked === 'id' ? foreign.id : foreign.organization,
  });
  const seen = tenantNamed(tokens, foreign.id, claims.tenant);
  return seen === undefined ? [] : [{ request: REQUEST, expected: `no token for ${other}`, seen }];
}

/** Refresh tokens until they have ended or should have: one that nobody uses, and one that is kept in use. */
interface Observed {
  /** Whether the unused one was still good after its limit. */
  unusedGood: boolean;
  /** Whether the used one was still good after its limit. */
  usedGood: boolean;
}

export class RefreshLimits {
  readonly #limits: Policy['session']['refreshLimits'];
  readonly #deskOf: (identity: string) => RefreshDesk;
  #observed: Promise<Observed> | undefined;

  constructor(policy: Policy, deskOf: (identity: string) => RefreshDesk) {
    this.#limits = policy.session.refreshLimits;
    this.#deskOf = deskOf;
  }

  async judge({ identity, limit }: LimitCell): Promise<Problem[]> {
    if (!this.#limits)
      throw new Blocked('the policy does not say when refresh tokens end: state session.refreshLimits');
    const { idleSeconds, absoluteSeconds } = this.#limits;
    if (absoluteSeconds * 1000 > LONGEST_MS)
      throw new Blocked(
        `refresh tokens live for ${absoluteSeconds} s: name an application with short-lived ones in AUTH0_SHORT_LIVED_CLIENT_ID`,
      );
    this.#observed ??= this.#observe(this.#deskOf(identity), idleSeconds * 1000, absoluteSeconds * 1000);
    const { unusedGood, usedGood } = await this.#observed;
    if (limit === 'idle')
      return unusedGood
        ? [
            {
              request: REQUEST,
              expected: `a refusal of a refresh token that was not used for ${idleSeconds} s`,
              seen: 'new tokens',
            },
          ]
        : [];
    return usedGood
      ? [
          {
            request: REQUEST,
            expected: `a refusal of a refresh token ${absoluteSeconds} s after the sign-in, however much it is used`,
            seen: 'new tokens',
          },
        ]
      : [];
  }

  async #observe(desk: RefreshDesk, idle: number, absolute: number): Promise<Observed> {
    const step = idle / USES_A_PERIOD;
    const unused = await successor(desk, await desk.first());
    let used = await desk.first();
    // Of the same person and session, and younger: it ends with the used one unless that is over its own limit.
    let younger: string | undefined;
    const began = Date.now();
    let unusedGood: boolean | undefined;
    for (;;) {
      const { tokens, status } = await desk.renew(used);
      const passed = Date.now() - began;
      if (!tokens) {
        // Only what outlived the unused one, and was good until just now, has come to its own end.
        if (unusedGood === undefined || younger === undefined || passed < absolute - MARGIN_MS - step)
          throw new Blocked(
            `a refresh token that was in use was answered ${status} after ${(passed / 1000).toFixed(1)} s, before its limit`,
          );
        await successor(desk, younger);
        return { unusedGood, usedGood: false };
      }
      await desk.accepted(tokens.accessToken);
      used = tokens.refreshToken ?? used;
      if (unusedGood === undefined && passed > idle + MARGIN_MS)
        unusedGood = (await desk.renew(unused)).tokens !== undefined;
      if (passed > absolute + MARGIN_MS) return { unusedGood: unusedGood ?? true, usedGood: true };
      if (younger !== undefined || passed > absolute / 2)
        younger = await successor(desk, younger ?? (await desk.first()));
      await sleep(step);
    }
  }
}
