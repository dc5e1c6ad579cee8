/** Checks of a service over TLS, by the engine's own transport. */
import { randomBytes } from 'node:crypto';
import type { Origins } from '../config/settings.ts';
import type { Policy } from '../../policy/types.ts';
import { type Exchange, isUnserved, plainFault } from '../oracle/journey.ts';
import type { Service } from '../plan/index.ts';
import { type Request, send } from '../probe/transport.ts';
import { Blocked, type Problem } from '../record/problem.ts';

const DISCOVERY = '/.well-known/openid-configuration';
const PATIENCE_MS = 3_000;

export function originOf({ appUrl, apiUrl, auth0Url }: Origins, service: Service): string {
  return { application: appUrl, API: apiUrl, 'identity provider': auth0Url }[service];
}

type Asked = Pick<Request, 'method' | 'path' | 'headers' | 'body'>;

/** Requests of somebody unknown, most of which end in an error; what succeeds is seen in the browser. */
function strangeRequests(policy: Policy, { appUrl }: Origins, service: Service): Asked[] {
  const nowhere = `/bulkhead-${randomBytes(4).toString('hex')}`;
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  switch (service) {
    case 'application':
      return [
        { method: 'GET', path: `${nowhere}.js` },
        { method: 'POST', path: '/', headers: form, body: 'a=b' },
      ];
    case 'API': {
      const guarded = Object.values(policy.operations).find(
        ({ method, scope, path }) => method === 'GET' && scope !== 'public' && !path.includes('{'),
      );
      const path = guarded?.path ?? nowhere;
      const preflight = { origin: appUrl, 'access-control-request-method': 'GET' };
      return [
        { method: 'GET', path: nowhere },
        { method: 'GET', path },
        { method: 'GET', path, headers: { authorization: 'Bearer none' } },
        { method: 'OPTIONS', path, headers: preflight },
        { method: 'PUT', path: policy.documents.ready ?? '/' },
      ];
    }
    case 'identity provider':
      return [
        { method: 'GET', path: nowhere },
        { method: 'GET', path: '/authorize' },
        { method: 'POST', path: '/oauth/token', headers: form, body: 'grant_type=authorization_code' },
        { method: 'GET', path: '/userinfo' },
        { method: 'GET', path: `/v2/logout?returnTo=${encodeURIComponent('https://elsewhere.example/')}` },
        { method: 'GET', path: DISCOVERY },
      ];
  }
}

/** Whether an answer may have come out of the browser's cache, which keeps no Strict-Transport-Security. */
const mayBeCached = ({ method, answer }: Exchange): boolean =>
  method === 'GET' &&
  (answer?.status ?? 0) < 300 &&
  !/no-store/i.test(answer?.headers['cache-control'] ?? '');

/**
 * What a service answers: as the browser met it, and to a stranger. What may have come out of a cache is asked again.
 *
 * @param met in the browser, whatever service answered
 * @throws Blocked when the service does not answer
 */
export async function answersOf(
  policy: Policy,
  origins: Origins,
  service: Service,
  met: readonly Exchange[],
): Promise<Exchange[]> {
  const origin = originOf(origins, service);
  const own = met.filter(({ url, answer }) => url.origin === origin && answer);
  const again = new Set(own.filter(mayBeCached).map(({ url }) => `${url.pathname}${url.search}`));
  const asked: Asked[] = [
    ...[...again].map((path) => ({ method: 'GET', path })),
    ...strangeRequests(policy, origins, service),
  ];
  const exchanges: Exchange[] = own.filter((exchange) => !mayBeCached(exchange));
  for (const each of asked) {
    const answer = await send({ ...each, origin }).catch((error: Error) => {
      throw new Blocked(`no answer to ${each.method} ${each.path.split('?')[0] ?? ''}: ${error.message}`);
    });
    exchanges.push({
      method: each.method,
      url: new URL(each.path, origin),
      headers: {},
      body: '',
      answer: { ...answer, cookies: [] },
    });
  }
  return exchanges;
}

/** A service serves nothing to a request without TLS: on its own port, or on port 80 where it has none. */
export async function servesPlainly(policy: Policy, origins: Origins, service: Service): Promise<Problem[]> {
  const origin = originOf(origins, service);
  const path = {
    application: '/',
    API: policy.documents.ready ?? '/',
    'identity provider': DISCOVERY,
  }[service];
  const good = await send({ method: 'GET', origin, path }).catch((error: Error) => {
    throw new Blocked(`over TLS it does not answer either: ${error.message}`);
  });
  if (good.status >= 400) throw new Blocked(`over TLS ${path} answered ${good.status}`);
  const { host } = new URL(origin);
  try {
    const answer = await send({ method: 'GET', origin: `http://${host}`, path, timeout: PATIENCE_MS });
    const fault = plainFault(answer);
    return fault === undefined
      ? []
      : [
          {
            request: { method: 'GET', path },
            expected: 'no answer without TLS, an error, or a redirect to https',
            seen: fault,
          },
        ];
  } catch (error) {
    const { message } = error as Error;
    if (isUnserved(message)) return [];
    throw new Blocked(
      /timed out/.test(message)
        ? `a request without TLS was neither answered nor refused in ${PATIENCE_MS / 1000} s: have it refused, or sent to https`
        : `a request without TLS could not be made: ${message}`,
    );
  }
}
