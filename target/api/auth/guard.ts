/** Who is let in to an operation: the token first, then the person, then the role. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DenialLog } from '../audit.ts';
import { Problem, toProblem } from '../errors.ts';
import { UUID } from '../http/schema.ts';
import type { Operation } from '../routes/operation.ts';
import { type Admission, Refused } from './admission.ts';
import type { Principal, VerifiedToken } from './principal.ts';
import type { TokenVerifier } from './token.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for operations that are not public, once the token was verified. */
    token: VerifiedToken | null;
    /** Set once the person behind the token was admitted. */
    principal: Principal | null;
  }
  interface FastifyContextConfig {
    operation?: Operation;
  }
}

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

export interface Guard {
  /** Verifies the token; what is wrong with it is told by {@link authorize}, after the rate limit. */
  identify: Hook;
  /** Throws unless the caller may use the operation of the route. */
  authorize: Hook;
  /** Writes a refusal into the log of the organisation of the one who was refused. */
  recordDenial(request: FastifyRequest, problem: Problem): Promise<void>;
}

export function createGuard(verifier: TokenVerifier, admission: Admission, denials: DenialLog): Guard {
  const tokenProblems = new WeakMap<FastifyRequest, Problem>();

  return {
    async identify(request) {
      const { operation } = request.routeOptions.config;
      if (!operation || operation.access === 'public') return;
      try {
        request.token = await verifier.verify(request.raw.rawHeaders);
      } catch (error) {
        tokenProblems.set(request, toProblem(error));
      }
    },

    async authorize(request) {
      const { operation } = request.routeOptions.config;
      if (!operation || operation.access === 'public') return;
      if (!request.token) {
        const problem = tokenProblems.get(request);
        throw problem instanceof Error ? problem : new Problem('unauthorized');
      }
      if (operation.access === 'token') {
        await admission.session(request.token);
        return;
      }
      request.principal = await admission.admit(request.token);
      if (!operation.access.includes(request.principal.role)) throw new Problem('forbidden');
    },

    async recordDenial(request, problem) {
      const { operation } = request.routeOptions.config;
      if (!operation || (problem.status !== 403 && problem.status !== 404)) return;
      const { principal } = request;
      const refused = problem instanceof Refused ? problem.member : undefined;
      const actor = principal ?? refused;
      if (!actor) return;
      const tenantId = principal?.kind === 'platform' ? null : (refused ?? memberOnly(principal))?.tenantId;
      if (tenantId === undefined) return;
      await denials.record({ tenantId, actor, action: operation.id, target: attempted(request) });
    },
  };
}

function memberOnly(principal: Principal | null): { tenantId: string } | undefined {
  return principal?.kind === 'member' ? principal : undefined;
}

/** What was aimed at, in the words of the route; of the caller's own text only well-formed ids are kept. */
function attempted(request: FastifyRequest): string {
  const { operation } = request.routeOptions.config;
  const params = request.params as Record<string, string>;
  return (operation?.path ?? '')
    .replace('/api/v1/', '')
    .replace(/:(\w+)/g, (_, name: string) =>
      UUID.test(params[name] ?? '') ? (params[name] ?? '') : `{${name}}`,
    );
}
