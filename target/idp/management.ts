/** The part of the Auth0 Management API that the application's server uses, and nobody else may. */
import { randomBytes } from 'node:crypto';
import type Koa from 'koa';
import { MANAGEMENT_CLIENT, managementApi } from './clients.ts';
import type { Config } from './config.ts';
import { type Directory, MEMBER_ROLES, type Organisation, type Person } from './directory.ts';
import { type Context, readJson } from './http.ts';
import type { Keys } from './keys.ts';
import { bearerToken } from './userinfo.ts';

const PREFIX = '/api/v2/';

const TITLES = { 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found', 409: 'Conflict' } as const;

class ManagementError extends Error {
  readonly status: keyof typeof TITLES;
  constructor(status: keyof typeof TITLES, message: string) {
    super(message);
    this.status = status;
  }
}

interface Call {
  body: Record<string, unknown>;
  ids: string[];
}

type Operation = (call: Call) => { status: number; body?: unknown };

const invalid = (message: string): ManagementError => new ManagementError(400, message);

function strings(value: unknown, name: string): string[] {
  if (!Array.isArray(value) || value.length === 0 || value.some((item) => typeof item !== 'string')) {
    throw invalid(`Payload validation error: ${name}`);
  }
  return value as string[];
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function onlyKnown(body: Record<string, unknown>, names: readonly string[]): void {
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalid(`Payload validation error: additional property ${unknown}`);
}

function newOrganisationId(): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';
  return `org_${Array.from(randomBytes(16), (byte) => letters[byte % letters.length]).join('')}`;
}

const shownOrganisation = ({ id, name, displayName, disabled }: Organisation): Record<string, unknown> => ({
  id,
  name,
  display_name: displayName,
  metadata: disabled ? { disabled: 'true' } : {},
});

const shownPerson = ({ id, email, name, blocked, tenant }: Person): Record<string, unknown> => ({
  user_id: id,
  email,
  name,
  blocked,
  app_metadata: tenant === undefined ? {} : { tenant },
});

/** Operations by method and path, in which `:` stands for an id. */
function operations(directory: Directory): Record<string, Operation> {
  const person = (id: string | undefined): Person => {
    const found = directory.person(id ?? '');
    if (!found) throw new ManagementError(404, 'The user does not exist.');
    return found;
  };
  const organisation = (id: string | undefined): Organisation => {
    const found = directory.organisation(id ?? '');
    if (!found) throw new ManagementError(404, 'The organization does not exist.');
    return found;
  };
  const members = (body: Record<string, unknown>): Person[] =>
    strings(body['members'], 'members').map((id) => person(id));

  const changeRoles =
    (change: (roles: Set<string>, role: string) => void): Operation =>
    ({ ids, body }) => {
      const roles = person(ids[1]).memberships.get(organisation(ids[0]).id);
      if (!roles) throw new ManagementError(404, 'The user is not a member of the organization.');
      const names = strings(body['roles'], 'roles');
      if (names.some((name) => !MEMBER_ROLES.includes(name)))
        throw invalid('Payload validation error: roles');
      for (const name of names) change(roles, name);
      return { status: 204 };
    };

  return {
    'PATCH users/:': ({ ids, body }) => {
      const found = person(ids[0]);
      onlyKnown(body, ['blocked', 'app_metadata']);
      const { blocked, app_metadata: metadata } = body;
      if (blocked !== undefined && typeof blocked !== 'boolean')
        throw invalid('Payload validation error: blocked');
      if (metadata !== undefined) {
        const tenant = memberOf(metadata, 'tenant');
        if (typeof tenant !== 'string' || !found.memberships.has(tenant)) {
          throw invalid('Payload validation error: app_metadata');
        }
        found.tenant = tenant;
      }
      if (blocked !== undefined) directory.block(found, blocked);
      return { status: 200, body: shownPerson(found) };
    },
    'POST organizations': ({ body }) => {
      onlyKnown(body, ['name', 'display_name']);
      const { name, display_name: displayName } = body;
      if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9_-]{0,49}$/.test(name)) {
        throw invalid('Payload validation error: name');
      }
      if (typeof displayName !== 'string' || displayName === '' || displayName.length > 255) {
        throw invalid('Payload validation error: display_name');
      }
      const added = { id: newOrganisationId(), name, displayName, disabled: false };
      if (!directory.addOrganisation(added)) {
        throw new ManagementError(409, 'An organization with this name already exists.');
      }
      return { status: 201, body: shownOrganisation(added) };
    },
    'PATCH organizations/:': ({ ids, body }) => {
      const found = organisation(ids[0]);
      onlyKnown(body, ['metadata']);
      const disabled = memberOf(body['metadata'], 'disabled');
      if (disabled !== 'true' && disabled !== 'false') throw invalid('Payload validation error: metadata');
      found.disabled = disabled === 'true';
      return { status: 200, body: shownOrganisation(found) };
    },
    'DELETE organizations/:': ({ ids }) => {
      directory.removeOrganisation(organisation(ids[0]));
      return { status: 204 };
    },
    'POST organizations/:/members': ({ ids, body }) => {
      const found = organisation(ids[0]);
      for (const member of members(body)) directory.addMember(found, member);
      return { status: 204 };
    },
    'DELETE organizations/:/members': ({ ids, body }) => {
      const found = organisation(ids[0]);
      for (const member of members(body)) directory.removeMember(found, member);
      return { status: 204 };
    },
    'POST organizations/:/members/:/roles': changeRoles((roles, role) => roles.add(role)),
    'DELETE organizations/:/members/:/roles': changeRoles((roles, role) => roles.delete(role)),
  };
}

/** Every second part of a path is an id: `organizations/<id>/members/<id>/roles`. */
function split(path: string): { pattern: string; ids: string[] } {
  const parts = path.slice(PREFIX.length).split('/');
  const ids = parts.filter((_, index) => index % 2 === 1);
  const pattern = parts.map((part, index) => (index % 2 === 1 ? ':' : part)).join('/');
  try {
    return { pattern, ids: ids.map(decodeURIComponent) };
  } catch {
    return { pattern: '', ids: [] };
  }
}

export function createManagement(config: Config, directory: Directory, keys: Keys): Koa.Middleware {
  const byPattern = operations(directory);

  /** A token of the machine-to-machine client for this very API; a person's token never is one. */
  async function admit(header: string): Promise<void> {
    const token = bearerToken(header);
    const claims = token && (await keys.verify(token, managementApi(config)).catch(() => undefined));
    const isMachine =
      claims &&
      claims['gty'] === 'client-credentials' &&
      claims['azp'] === MANAGEMENT_CLIENT &&
      claims.sub === `${MANAGEMENT_CLIENT}@clients`;
    if (!isMachine) throw new ManagementError(401, 'Invalid token');
  }

  async function answer(ctx: Context): Promise<void> {
    await admit(ctx.get('Authorization'));
    const { pattern, ids } = split(ctx.path);
    const operation = byPattern[`${ctx.method} ${pattern}`];
    if (!operation) throw new ManagementError(404, 'Not found.');
    const hasBody = ctx.request.length !== undefined && ctx.request.length > 0;
    const body = hasBody ? await readJson(ctx) : {};
    if (!body) throw invalid('Payload validation error');
    const result = operation({ body, ids });
    ctx.status = result.status;
    if (result.body !== undefined) ctx.body = result.body;
  }

  return async (ctx, next) => {
    if (!ctx.path.startsWith(PREFIX)) {
      await next();
      return;
    }
    try {
      await answer(ctx);
    } catch (error) {
      if (!(error instanceof ManagementError)) throw error;
      const { status, message } = error;
      ctx.status = status;
      ctx.body = { statusCode: status, error: TITLES[status], message };
    }
  };
}
