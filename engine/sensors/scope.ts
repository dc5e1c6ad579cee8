/** What the sensors go by: the policy's operations, the origins, the values of the tenants, and who is watched. */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import type { Settings } from '../config/settings.ts';
import { literal } from '../literal.ts';
import { ANONYMOUS } from '../plan/cells.ts';
import type { Harvest } from '../probe/harvest.ts';
import { Canaries } from './canaries.ts';

export interface Scope {
  appOrigin: string;
  apiOrigin: string;
  idpOrigin: string;
  /** Other origins that the application may speak to. */
  origins: readonly string[];
  operations: readonly NamedOperation[];
  canaries: Canaries;
  /** Passwords and other secrets that the suite itself enters. */
  secrets: readonly string[];
  /** The Auth0 SDK may keep its tokens in the local storage. */
  sdkStorage: boolean;
}

export interface NamedOperation {
  name: string;
  method: string;
  path: string;
  scope: OperationPolicy['scope'];
  roles: readonly string[];
}

/** What the sensors of a run go by, as far as it is known: nothing is known of the tenants before the harvest. */
export function scopeOf(
  { policy, appUrl, apiUrl, auth0Url, credentials }: Settings,
  harvest?: Pick<Harvest, 'alone' | 'names'>,
): Scope {
  const values = Object.fromEntries(
    Object.keys(harvest?.alone ?? {}).map((tenant) => [
      tenant,
      [...(harvest?.names[tenant] ?? []), ...(harvest?.alone[tenant] ?? [])],
    ]),
  );
  return {
    appOrigin: appUrl,
    apiOrigin: apiUrl,
    idpOrigin: auth0Url,
    origins: policy.origins,
    operations: Object.entries(policy.operations).map(([name, operation]) => ({ name, ...operation })),
    canaries: new Canaries(values),
    secrets: [...credentials.values()].map(({ password }) => password).filter(({ length }) => length >= 6),
    sdkStorage: policy.session.storage === 'localstorage',
  };
}

/** Who is watched, as far as it decides what is foreign. */
export interface Subject {
  actor: string;
  role?: string;
  /** Tenants that the person belongs to; their values are no secret from that person. */
  tenants: ReadonlySet<string>;
  /** People of the platform work with the names of all tenants, and see what the platform's operations answer. */
  platform: boolean;
}

export const NOBODY: Subject = { actor: ANONYMOUS, tenants: new Set(), platform: false };

export function subjectOf(policy: Policy, identity: string): Subject {
  const known = policy.identities[identity];
  if (!known) return { ...NOBODY, actor: identity };
  return {
    actor: identity,
    ...(known.role ? { role: known.role } : {}),
    tenants: new Set([...(known.tenant ? [known.tenant] : []), ...known.also]),
    platform: policy.roles[known.role ?? '']?.scope === 'platform',
  };
}

interface Route {
  operation: NamedOperation;
  pattern: RegExp;
}

/** By method, the operations with the fewest parameters first; and what was looked up before. */
interface Routes {
  byMethod: Map<string, Route[]>;
  known: Map<string, NamedOperation | undefined>;
}

const compiled = new WeakMap<readonly NamedOperation[], Routes>();
const REMEMBERED = 5000;

function routesOf({ operations }: Scope): Routes {
  const ready = compiled.get(operations);
  if (ready) return ready;
  const parameters = ({ path }: NamedOperation): number => path.split('{').length;
  const byMethod = new Map<string, Route[]>();
  for (const operation of [...operations].sort((a, b) => parameters(a) - parameters(b))) {
    const source = operation.path
      .split(/\{[^}]+\}/)
      .map(literal)
      .join('[^/]+');
    const route = { operation, pattern: new RegExp(`^${source}/?$`) };
    byMethod.set(operation.method, [...(byMethod.get(operation.method) ?? []), route]);
  }
  const routes: Routes = { byMethod, known: new Map() };
  compiled.set(operations, routes);
  return routes;
}

/** The operation that a request is one of: the one with the fewest parameters; undefined for none. */
export function operationOf(scope: Scope, method: string, path: string): NamedOperation | undefined {
  const { byMethod, known } = routesOf(scope);
  const key = `${method} ${path}`;
  if (known.has(key)) return known.get(key);
  const routes = byMethod.get(method === 'HEAD' ? 'GET' : method) ?? [];
  const found = routes.find(({ pattern }) => pattern.test(path))?.operation;
  if (known.size >= REMEMBERED) known.clear();
  known.set(key, found);
  return found;
}

/** Whose link is the credential: whoever holds it may read what is behind it. */
export function isCapability(operation: NamedOperation | undefined): boolean {
  return operation?.scope === 'public' && operation.path.includes('{');
}

/** Name of a request that is the same for every id: its operation, or its origin's part and path. */
export function subjectOfRequest(scope: Scope, method: string, url: URL): string {
  if (url.origin === scope.apiOrigin) {
    const operation = operationOf(scope, method, url.pathname);
    if (operation) return operation.name;
  }
  return `${serviceOf(scope, url)} ${withoutIds(url)}`;
}

/** The service at an origin, by the word that a reader knows; the origin itself for any other. */
export function serviceOf(scope: Scope, { origin }: URL): string {
  if (origin === scope.appOrigin) return 'application';
  if (origin === scope.apiOrigin) return 'API';
  return origin === scope.idpOrigin ? 'identity provider' : origin;
}

/** The path of an address, without whatever looks like an id or a token. */
export function withoutIds(url: URL): string {
  return url.pathname.replaceAll(IDS, '{id}');
}

/** Segments that look like ids: with a digit and eight characters or more. */
const IDS = /(?<=\/)(?=[^/]*\d)[^/]{8,}/g;

/** The same-named web socket or page origin: `wss://x` is `https://x`. */
export function webUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'ws:') return new URL(text.replace(/^ws:/i, 'http:'));
  if (url?.protocol === 'wss:') return new URL(text.replace(/^wss:/i, 'https:'));
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}
