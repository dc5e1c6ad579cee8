/** An identity provider for these tests: keys, tokens of every kind, userinfo and a management API that can fail. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTHeaderParameters } from 'jose';
import type { Account } from '../../seed/accounts.ts';
import { AUDIENCE, CLAIMS } from '../config.ts';

/** A call of the management API, as it came in. */
export interface ManagementCall {
  method: string;
  path: string;
  body: unknown;
}

export interface TokenOptions {
  claims?: Record<string, unknown>;
  header?: Partial<JWTHeaderParameters>;
  /** Sign with a key that the issuer does not publish. */
  foreignKey?: boolean;
}

export interface Issuer {
  url: string;
  calls: ManagementCall[];
  /** Answers management calls with this status from now on; `undefined` means success. */
  failWith: { status?: number; when?: (call: ManagementCall) => boolean };
  token(account: Account, options?: TokenOptions): Promise<string>;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
}

/** The claims of a proper access token of an account, for its first membership. */
function claimsOf(account: Account, issuer: string): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  const membership = account.memberships[0];
  const role = membership?.role ?? account.platformRole;
  return {
    iss: `${issuer}/`,
    sub: account.userId,
    aud: [AUDIENCE, `${issuer}/userinfo`],
    azp: 'marketedge-web',
    scope: 'openid profile email offline_access',
    iat: now,
    exp: now + 900,
    ...(membership ? { org_id: membership.organisationId } : {}),
    [`${CLAIMS}roles`]: role ? [role] : [],
    [`${CLAIMS}sid`]: `sid-${account.handle}`,
  };
}

export async function startIssuer(accounts: readonly Account[]): Promise<Issuer> {
  const own = await generateKeyPair('RS256');
  const foreign = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };
  const calls: ManagementCall[] = [];
  const failWith: Issuer['failWith'] = {};
  const tokens = new Map<string, Promise<string>>();
  let organisations = 0;

  const server: Server = createServer((request, response) => {
    const answer = (status: number, body?: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    void bodyOf(request).then((body) => {
      const path = request.url ?? '';
      if (path === '/.well-known/jwks.json') return answer(200, { keys: [jwk] });
      if (path === '/oauth/token') return answer(200, { access_token: 'management', expires_in: 600 });
      if (path === '/userinfo') {
        const claims = request.headers.authorization?.split('.')[1] ?? '';
        const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string };
        const account = accounts.find(({ userId }) => userId === sub);
        return answer(200, { sub, email: account?.email, name: account?.name, email_verified: true });
      }
      const call = { method: request.method ?? '', path: path.replace('/api/v2/', ''), body };
      calls.push(call);
      const fails = failWith.status !== undefined && (failWith.when?.(call) ?? true);
      if (fails) return answer(failWith.status ?? 500, { error: 'refused' });
      if (call.method === 'POST' && call.path === 'organizations') {
        organisations += 1;
        return answer(201, { id: `org_${String(organisations).padStart(16, 'N')}` });
      }
      return answer(200, {});
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;

  return {
    url,
    calls,
    failWith,
    token: (account, options = {}) => {
      // Signing is slow beside everything else, and the same token will do.
      const key = JSON.stringify([account.userId, options], (_, value: unknown) => value ?? null);
      const { claims = {}, header = {}, foreignKey = false } = options;
      const kept = tokens.get(key);
      if (kept) return kept;
      const token = new SignJWT({ ...claimsOf(account, url), ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'key-1', ...header })
        .sign(foreignKey ? foreign.privateKey : own.privateKey);
      tokens.set(key, token);
      return token;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
