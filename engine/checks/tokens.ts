/** Checks that the API refuses tokens with a fault. Each is made from a token that it is seen to accept. */
import { deniedProblems } from '../oracle/denied.ts';
import type { TokenCell } from '../plan/index.ts';
import { ApiClient, type Call } from '../probe/client.ts';
import * as forge from '../probe/forge.ts';
import { type Listener, offerKey } from '../probe/listener.ts';
import { type Misplacement, type Presentation, MISPLACEMENTS, misplaced } from '../probe/presentations.ts';
import { send } from '../probe/transport.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Tokens } from '../session/authorize.ts';
import type { World } from './world.ts';

/** Where the tokens and keys come from; each throws Blocked when the deployment cannot give one. */
export interface TokenSource {
  own(): Promise<Tokens>;
  ofOtherAudience(): Promise<Tokens>;
  ofOtherClient(): Promise<Tokens>;
  withRefresh(): Promise<Required<Tokens>>;
  /** New at every call. */
  shortLived(): Promise<Tokens>;
  publishedKeys(): Promise<forge.PublishedKey[]>;
  signingKey(): forge.SigningKey;
}

export const LONGEST_WAIT_SECONDS = 60;
const REFUSED = [401];
/** What is too large may be refused before anybody reads it. */
const REFUSED_LARGE = [400, 401, 413, 431];
const LOOPBACK = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/;

type Ask = (presentation: Presentation) => Promise<Call>;

const bearer = ({ says, token }: forge.Forged): Presentation => ({
  says,
  headers: { authorization: `Bearer ${token}` },
});

/** Issued and signed like a good one: else it is refused for its form, and its refusal would prove nothing. */
function onlyForOthers(borrowed: string, good: string): void {
  const [one, other] = [jwtOf(borrowed), jwtOf(good)];
  if (one.header['alg'] !== other.header['alg'] || one.payload['iss'] !== other.payload['iss'])
    throw new Blocked('the borrowed token is issued or signed in another way than a good one');
}

function jwtOf(token: string): forge.Jwt {
  const jwt = forge.parseJwt(token);
  if (!jwt) throw new Blocked('the access token is no JWT, so it cannot be tampered with');
  return jwt;
}

async function untilExpired(token: string): Promise<void> {
  const { exp } = jwtOf(token).payload;
  if (typeof exp !== 'number') throw new Blocked('the access token has no expiry');
  const seconds = exp - Date.now() / 1000 + 1.5;
  if (seconds > LONGEST_WAIT_SECONDS)
    throw new Blocked(
      `the access token lives for ${Math.round(seconds)} s more: name an application with short-lived tokens in AUTH0_SHORT_LIVED_CLIENT_ID`,
    );
  await new Promise((resume) => setTimeout(resume, Math.max(seconds, 0) * 1000));
}

/** One cell: whom it asks as, what a good token is answered, and the tokens of each fault. */
class TokenCheck {
  readonly #world: World;
  readonly #cell: TokenCell;
  readonly #source: TokenSource;
  readonly #ask: Ask;

  constructor(world: World, cell: TokenCell, source: TokenSource) {
    this.#world = world;
    this.#cell = cell;
    this.#source = source;
    const operation = world.operation(cell.operation);
    const shape = world.shape(operation, {}, world.policy.identities[cell.actor]?.tenant);
    this.#ask = async ({ says, headers, query }) => {
      const path = query ? `${shape.path}${shape.path.includes('?') ? '&' : '?'}${query}` : shape.path;
      const client = new ApiClient(world.apiUrl, {});
      const asked = client.send(operation.method, {
        ...shape,
        path,
        headers: { ...shape.headers, ...headers },
      });
      const call = await asked.catch((error: unknown) => {
        // The message repeats the path, which may hold a token.
        throw error instanceof Blocked
          ? new Blocked(`${cell.operation} gave no answer to a token ${says}`)
          : error;
      });
      return { ...call, request: { method: operation.method, path: shape.path } };
    };
  }

  async judge(): Promise<Problem[]> {
    const { fault } = this.#cell;
    const { accessToken } = await this.#source.own();
    await this.#accepts(accessToken);
    if (fault === 'key-by-address') return this.#keyByAddress(jwtOf(accessToken));
    const statuses = fault === 'over-large' ? REFUSED_LARGE : REFUSED;
    return this.#refused(await this.#presentations(accessToken), statuses);
  }

  async #refused(presentations: readonly Presentation[], statuses: number[]): Promise<Problem[]> {
    const { policy, victimValues } = this.#values();
    const problems: Problem[] = [];
    for (const presentation of presentations) {
      const call = await this.#ask(presentation);
      problems.push(
        ...deniedProblems(call, { ...policy.errors, denied: statuses }, victimValues).map((problem) => ({
          ...problem,
          expected: `${problem.expected}, for a token with this fault: ${this.#cell.fault} (${presentation.says})`,
        })),
      );
    }
    return problems;
  }

  #values() {
    const { policy } = this.#world;
    return { policy, victimValues: this.#world.victimValues(policy.identities[this.#cell.actor]?.tenant) };
  }

  async #accepts(token: string, which = 'a good token'): Promise<void> {
    const { status } = (await this.#ask(bearer({ says: 'without a fault', token }))).answer;
    if (status >= 300)
      throw new Blocked(
        `${this.#cell.operation} answered ${status} to ${which}: a refusal would prove nothing`,
      );
  }

  async #presentations(token: string): Promise<Presentation[]> {
    const { fault } = this.#cell;
    if (isMisplacement(fault)) {
      const good = jwtOf(token);
      const [bad] = forge.withBrokenSignature(good);
      return misplaced(fault, good, token, bad?.token ?? '');
    }
    const forged = isClaimFault(fault) ? await this.#signedAgain(fault, token) : await this.#forged(token);
    return forged.map(bearer);
  }

  /** Tokens that are right in everything but one claim. That the same key signs a good one is seen first. */
  async #signedAgain(fault: forge.ClaimFault, token: string): Promise<forge.Forged[]> {
    const key = this.#source.signingKey();
    const good = jwtOf(token);
    const copy = forge.signedAgain(good, key);
    this.#world.remember([copy]);
    await this.#accepts(copy, 'a token signed with the key of TOKEN_SIGNING_KEY_FILE');
    const forged = forge.withClaimFault(fault, good, key, Math.floor(Date.now() / 1000));
    if (forged.length === 0) throw new Blocked('the access token does not name its client (azp, client_id)');
    this.#world.remember(forged.map(({ token: faulty }) => faulty));
    return forged;
  }

  /** By which good tokens are signed; a forger's key must be of that kind. */
  #algorithm({ header }: forge.Jwt): string {
    const alg = String(header['alg']);
    if (!forge.canSign(alg))
      throw new Blocked(`good tokens are signed by ${alg}, for which no key is made here`);
    return alg;
  }

  async #forged(token: string): Promise<forge.Forged[]> {
    const good = (): forge.Jwt => jwtOf(token);
    const { claims, roles } = this.#world.policy;
    const [highest = ''] = Object.keys(roles);
    switch (this.#cell.fault) {
      case 'tampered-payload':
        return forge.withForgedClaims(good(), claims, highest);
      case 'tampered-signature':
        return forge.withBrokenSignature(good());
      case 'unsigned':
        return forge.unsigned(good());
      case 'public-key-as-secret':
        return forge.withPublicKeyAsSecret(good(), await this.#source.publishedKeys());
      case 'unknown-key':
        this.#algorithm(good());
        return forge.withForgersKey(good());
      case 'path-like-kid':
        return forge.withPathAsKid(good());
      case 'embedded-key':
        this.#algorithm(good());
        return forge.withEmbeddedKey(good());
      case 'no-token':
        return forge.noToken(good());
      case 'expired': {
        const { accessToken } = await this.#source.shortLived();
        await this.#accepts(accessToken);
        await untilExpired(accessToken);
        return [{ says: 'after its end', token: accessToken }];
      }
      case 'foreign-audience': {
        const { accessToken } = await this.#source.ofOtherAudience();
        onlyForOthers(accessToken, token);
        return [{ says: 'of another API', token: accessToken }];
      }
      case 'other-client': {
        const { accessToken } = await this.#source.ofOtherClient();
        onlyForOthers(accessToken, token);
        return [{ says: 'of another application', token: accessToken }];
      }
      case 'id-token':
        return [{ says: 'an ID token', token: (await this.#source.own()).idToken }];
      case 'refresh-token':
        return [{ says: 'a refresh token', token: (await this.#source.withRefresh()).refreshToken }];
      default:
        throw new Error(`no token is made for the fault ${this.#cell.fault}`);
    }
  }

  /** A token that says where its key is. Nobody must believe it, nor go there. */
  async #keyByAddress(good: forge.Jwt): Promise<Problem[]> {
    if (!LOOPBACK.test(new URL(this.#world.apiUrl).hostname))
      throw new Blocked(
        'the API is not on this machine, so it cannot be seen whether it goes to an address in a token: put session/token/key-by-address out of scope',
      );
    const listener = await offerKey(this.#algorithm(good));
    try {
      await seen(listener);
      const problems = await this.#refused(
        forge.withKeyByAddress(good, listener.keys, listener.key).map(bearer),
        REFUSED,
      );
      const [call] = listener.calls;
      if (call !== undefined)
        problems.push({
          rule: 'token-key-fetched',
          request: { method: 'GET', path: this.#world.operation(this.#cell.operation).path },
          expected: 'no request to an address that a token names',
          seen: `GET ${call} at the listener of the suite`,
        });
      return problems;
    } finally {
      await listener.close();
    }
  }
}

/** That a call would be noticed is seen first. */
async function seen({ keys, calls }: Listener): Promise<void> {
  const { origin, pathname } = new URL(keys);
  await send({ method: 'GET', origin, path: pathname, headers: { connection: 'close' } });
  if (calls.length !== 1) throw new Blocked('the listener of the suite does not notice a call');
  calls.length = 0;
}

function isMisplacement(fault: string): fault is Misplacement {
  return (MISPLACEMENTS as readonly string[]).includes(fault);
}

function isClaimFault(fault: string): fault is forge.ClaimFault {
  return (forge.CLAIM_FAULTS as readonly string[]).includes(fault);
}

export async function tokenRefused(world: World, cell: TokenCell, source: TokenSource): Promise<Problem[]> {
  return new TokenCheck(world, cell, source).judge();
}
