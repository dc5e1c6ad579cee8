/**
 * What an operation of the API is. The table of them drives everything: routing, who is let in, validation, the
 * answers to other methods, and the published description.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type {
  Member,
  MemberRole,
  PlatformPerson,
  Principal,
  Role,
  VerifiedToken,
} from '../auth/principal.ts';
import { Problem } from '../errors.ts';
import type { Schema } from '../http/schema.ts';

/** Whose data an operation touches. */
export type Scope = 'public' | 'self' | 'own' | 'tenant' | 'platform';

export interface Answer {
  /** The operation's own success status unless told otherwise. */
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The shapes that an operation takes in; checked by its schemas before the handler runs. */
export interface Input {
  params?: Record<string, string>;
  query?: object;
  body?: unknown;
}

export interface Call<Who, In extends Input> {
  who: Who;
  params: In['params'];
  query: In['query'];
  body: In['body'];
  request: FastifyRequest;
  reply: FastifyReply;
}

interface Description {
  /** Unique; also the operationId of the description and the action of a refused attempt in the audit log. */
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the root, with `:name` for parameters. */
  path: string;
  summary: string;
  scope: Scope;
  success: 200 | 201 | 202 | 204;
  /** Properties of the query string; whole numbers are parsed. */
  query?: Record<string, Schema>;
  requiredQuery?: readonly string[];
  /** JSON body; an operation without one accepts none. */
  body?: Schema;
  /** Takes one file as multipart/form-data instead of JSON. */
  upload?: boolean;
  /** Answers with something that a HEAD request cannot stand for. */
  noHead?: boolean;
  /** Name of the answer's schema in the published description. */
  answer?: string;
}

interface Spec<Who, In extends Input> extends Description {
  handler: (call: Call<Who, In>) => Promise<Answer>;
}

export interface Operation extends Description {
  /** Anybody, any valid token, or signed-in people with one of these roles. */
  access: 'public' | 'token' | readonly Role[];
  writes: boolean;
  handler: (call: Call<unknown, Input>) => Promise<Answer>;
}

function define<Who, In extends Input>(
  spec: Spec<Who, In>,
  access: Operation['access'],
  who: (value: unknown) => Who,
): Operation {
  return {
    ...spec,
    access,
    writes: spec.method !== 'GET',
    // The schemas of the operation stand for the types of its input.
    handler: (call) => spec.handler({ ...call, who: who(call.who) }),
  };
}

function principalOf(value: unknown): Principal {
  if (!value) throw new Problem('forbidden');
  return value as Principal;
}

function memberOf(value: unknown): Member {
  const principal = principalOf(value);
  if (principal.kind !== 'member') throw new Problem('forbidden');
  return principal;
}

function platformPersonOf(value: unknown): PlatformPerson {
  const principal = principalOf(value);
  if (principal.kind !== 'platform') throw new Problem('forbidden');
  return principal;
}

/** For members of an organisation with one of these roles. */
export function forMembers<In extends Input = Input>(
  roles: readonly MemberRole[],
  spec: Spec<Member, In>,
): Operation {
  return define(spec, roles, memberOf);
}

/** For the platform's own people. */
export function forPlatform<In extends Input = Input>(spec: Spec<PlatformPerson, In>): Operation {
  return define(spec, ['super_admin'], platformPersonOf);
}

/** For members of every role and the platform's own people. */
export function forSignedIn<In extends Input = Input>(spec: Spec<Principal, In>): Operation {
  return define(spec, ['admin', 'analyst', 'viewer', 'super_admin'], principalOf);
}

/** For whoever holds a valid token, with or without a place anywhere. */
export function forTokenHolders<In extends Input = Input>(spec: Spec<VerifiedToken, In>): Operation {
  return define(spec, 'token', (value) => value as VerifiedToken);
}

/** For anybody. */
export function forAnybody<In extends Input = Input>(spec: Spec<undefined, In>): Operation {
  return define(spec, 'public', () => undefined);
}

export const ALL: readonly MemberRole[] = ['admin', 'analyst', 'viewer'];
export const EDITORS: readonly MemberRole[] = ['admin', 'analyst'];
export const ADMINS: readonly MemberRole[] = ['admin'];
