/** Checks that the API refuses tokens with a fault. Each is made from a token that it is seen to accept. */
import { deniedProblems } from '../oracle/denied.ts';
import type { TokenCell } from '../plan/index.ts';
import { ApiClient } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Tokens } from '../session/authorize.ts';
import type { World } from './world.ts';

/** Where the tokens with a fault come from; each throws Blocked when the deployment cannot give one. */
export interface TokenSource {
  own(): Promise<Tokens>;
  ofOtherAudience(): Promise<Tokens>;
  shortLived(): Promise<Tokens>;
}

const LONGEST_WAIT_SECONDS = 60;

const decode = (part: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The three parts of a token that is a JWT. */
function partsOf(token: string): [string, string, string] {
  const parts = token.split('.');
  if (parts.length !== 3) throw new Blocked('the access token is no JWT, so it cannot be tampered with');
  return parts as [string, string, string];
}

/** Every claim raised as far as a forger would: all roles, no tenant kept. */
function forged(token: string, claims: World['policy']['claims'], roles: string[]): string {
  const [header, payload, signature] = partsOf(token);
  const changed = {
    ...decode(payload),
    sub: 'auth0|000000000000000000000000',
    ...(claims.roles ? { [claims.roles]: roles } : {}),
  };
  return [header, encode(changed), signature].join('.');
}

function withBrokenSignature(token: string): string {
  const [header, payload, signature] = partsOf(token);
  const middle = Math.floor(signature.length / 2);
  const other = signature[middle] === 'A' ? 'B' : 'A';
  return [header, payload, signature.slice(0, middle) + other + signature.slice(middle + 1)].join('.');
}

function unsigned(token: string): string {
  const [header, payload] = partsOf(token);
  return [encode({ ...decode(header), alg: 'none' }), payload, ''].join('.');
}

async function untilExpired(token: string): Promise<void> {
  const { exp } = decode(partsOf(token)[1]) as { exp?: number };
  if (exp === undefined) throw new Blocked('the access token has no expiry');
  const seconds = exp - Date.now() / 1000 + 1.5;
  if (seconds > LONGEST_WAIT_SECONDS)
    throw new Blocked(
      `the access token lives for ${Math.round(seconds)} s more: name an application with short-lived tokens in AUTH0_SHORT_LIVED_CLIENT_ID`,
    );
  await new Promise((resume) => setTimeout(resume, Math.max(seconds, 0) * 1000));
}

async function faulty(
  world: World,
  cell: TokenCell,
  source: TokenSource,
  own: Tokens,
  accepts: (token: string) => Promise<void>,
): Promise<string> {
  switch (cell.fault) {
    case 'expired': {
      const { accessToken } = await source.shortLived();
      await accepts(accessToken);
      await untilExpired(accessToken);
      return accessToken;
    }
    case 'tampered-payload':
      return forged(own.accessToken, world.policy.claims, Object.keys(world.policy.roles).slice(0, 1));
    case 'tampered-signature':
      return withBrokenSignature(own.accessToken);
    case 'unsigned':
      return unsigned(own.accessToken);
    case 'foreign-audience':
      return (await source.ofOtherAudience()).accessToken;
    case 'id-token':
      return own.idToken;
  }
}

export async function tokenRefused(world: World, cell: TokenCell, source: TokenSource): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const tenant = world.policy.identities[cell.actor]?.tenant;
  const ask = (token: string) =>
    new ApiClient(world.apiUrl, { authorization: `Bearer ${token}` }).send(
      operation.method,
      world.shape(operation, {}, tenant),
    );
  const accepts = async (token: string): Promise<void> => {
    const { status } = (await ask(token)).answer;
    if (status >= 300)
      throw new Blocked(
        `${cell.operation} answered ${status} to a good token: a refusal would prove nothing`,
      );
  };
  const own = await source.own();
  await accepts(own.accessToken);
  const call = await ask(await faulty(world, cell, source, own, accepts));
  return deniedProblems(call, world.policy.errors, world.victimValues(tenant)).map((problem) => ({
    ...problem,
    expected: `${problem.expected}, for a token with this fault: ${cell.fault}`,
  }));
}
