/**
 * Checks that the API serves nobody whose role claim is odd. The tokens are right in everything else: they are signed with
 * the key of a test deployment, and the same key is first seen to sign a good one.
 */
import { deniedProblems } from '../oracle/denied.ts';
import type { OddClaimCell } from '../plan/roles.ts';
import type { Call } from '../probe/client.ts';
import { type Jwt, type SigningKey, parseJwt, signedAgain } from '../probe/forge.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

interface Person {
  good: Jwt;
  key: SigningKey;
}

export class OddClaims {
  readonly #world: World;
  readonly #signingKey: () => SigningKey;
  readonly #people = new Map<string, Promise<Person>>();

  /** @param signingKey throws Blocked when the deployment gives none */
  constructor(world: World, signingKey: () => SigningKey) {
    this.#world = world;
    this.#signingKey = signingKey;
  }

  async judge(cell: OddClaimCell): Promise<Problem[]> {
    const world = this.#world;
    const { good, key } = await this.#person(cell.actor);
    const tenant = world.policy.identities[cell.actor]?.tenant;
    const token = signedAgain(good, key, this.#changes(cell));
    world.remember([token]);
    const problems: Problem[] = [];
    if (cell.operations.length === 0)
      throw new Blocked('the policy has no operation by which it would show what the claim opens');
    for (const name of cell.operations) {
      const call = await this.#ask(name, token, tenant);
      problems.push(
        ...deniedProblems(call, world.policy.errors, world.victimValues(tenant)).map((problem) => ({
          ...problem,
          expected: `${problem.expected}, for ${cell.says}`,
        })),
      );
    }
    return problems;
  }

  /** Undefined takes a claim away. */
  #changes({ roles, tenantId }: OddClaimCell): Record<string, unknown> {
    const { claims } = this.#world.policy;
    const own = this.#world.tenancy === 'organization' ? 'org_id' : claims.tenant;
    const names = ['org_id', ...(claims.tenant === undefined ? [] : [claims.tenant])];
    return {
      ...(roles === undefined ? {} : { [claims.roles ?? '']: roles }),
      ...(tenantId === null ? Object.fromEntries(names.map((name) => [name, undefined])) : {}),
      ...(typeof tenantId === 'string' && own !== undefined ? { [own]: tenantId } : {}),
    };
  }

  #person(actor: string): Promise<Person> {
    const known = this.#people.get(actor) ?? this.#make(actor);
    this.#people.set(actor, known);
    return known;
  }

  /** A good token signed again with the key is served: then a refusal is about the claim. */
  async #make(actor: string): Promise<Person> {
    const world = this.#world;
    const key = this.#signingKey();
    const { accessToken } = await world.tokensOf(actor);
    const good = parseJwt(accessToken);
    if (!good) throw new Blocked('the access token is no JWT, so no claim of it can be changed');
    const copy = signedAgain(good, key);
    world.remember([copy]);
    const own = world.ownOperation(actor);
    const { answer } = await this.#ask(own, copy, world.policy.identities[actor]?.tenant);
    if (answer.status >= 300)
      throw new Blocked(
        `${own} answered ${answer.status} to a good token signed with the key of TOKEN_SIGNING_KEY_FILE`,
      );
    return { good, key };
  }

  async #ask(name: string, token: string, tenant: string | undefined): Promise<Call> {
    const operation = this.#world.operation(name);
    const client = this.#world.clientWith(token);
    return client.send(operation.method, this.#world.shape(operation, {}, tenant));
  }
}
