/** Checks that what is taken from a person is gone from a session that was open before. Everything is put back. */
import type { ChangeOfPersonCell } from '../plan/index.ts';
import { Invitation } from '../kinds/invitation.ts';
import { deniedProblems } from '../oracle/denied.ts';
import { ApiClient, type Call } from '../probe/client.ts';
import { parseJwt } from '../probe/forge.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { TokenAnswer, Tokens } from '../session/authorize.ts';
import { succeeded } from './workshop.ts';
import type { World } from './world.ts';

/** How a check comes by tokens of a person, and by those that follow. */
export interface PersonDesk {
  /** Of a session that is signed in, for this tenant where tokens are asked for by tenant; with a refresh token where the application has one. */
  tokens(tenant?: string): Promise<Tokens>;
  renew(refreshToken: string): Promise<TokenAnswer>;
}

const PAUSE_MS = 100;

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

export class ChangesOfPerson {
  readonly #world: World;
  readonly #cell: ChangeOfPersonCell;
  readonly #desk: PersonDesk;

  constructor(world: World, cell: ChangeOfPersonCell, desk: PersonDesk) {
    this.#world = world;
    this.#cell = cell;
    this.#desk = desk;
  }

  judge(): Promise<Problem[]> {
    switch (this.#cell.change) {
      case 'disabled':
        return this.#disabled();
      case 'membership-removed':
        return this.#membershipRemoved();
      case 'role-lowered':
      case 'role-renewed':
        return this.#roleLowered();
    }
  }

  async #disabled(): Promise<Problem[]> {
    const { people } = this.#world.policy;
    if (!people) throw new Blocked('the policy does not say how people are managed');
    const tokens = await this.#openSession();
    try {
      await this.#manage(people.disable);
      return await this.#gone(tokens, 'the person is disabled');
    } finally {
      await this.#manage(people.enable);
    }
  }

  async #roleLowered(): Promise<Problem[]> {
    const { change, operation, raised = '', role = '' } = this.#cell;
    let tokens: Tokens;
    try {
      await this.#assign(raised);
      tokens = await this.#openSession();
    } finally {
      // Putting back is the change that is to be seen.
      await this.#assign(role);
    }
    if (change === 'role-lowered')
      return this.#denied(tokens.accessToken, `the role ${raised} was taken, with the token from before`);
    // Where the change has ended the refresh token, the session itself may still give one.
    const renewed = (await this.#renewed(tokens)) ?? (await this.#desk.tokens(this.#cell.tenant));
    const problems = await this.#denied(
      renewed.accessToken,
      `the role ${raised} was taken, with a renewed token`,
    );
    const claim = this.#world.policy.claims.roles;
    const claimed = claim && parseJwt(renewed.accessToken)?.payload[claim];
    if (claim && Array.isArray(claimed) && claimed.includes(raised))
      problems.push({
        request: { method: 'POST', path: '/oauth/token' },
        expected: `the role ${role} in a renewed token`,
        seen: claimed.join(', '),
      });
    // A renewed token is of use: the person goes on with the role of now.
    const client = new ApiClient(this.#world.apiUrl, bearer(renewed.accessToken));
    const call = await this.#world.whoIs(this.#cell.actor, client);
    if (!succeeded(call))
      problems.push({
        request: call.request,
        expected: `an answer to a renewed token of the role ${role}`,
        seen: `status ${call.answer.status}`,
      });
    return problems.map((problem) => ({
      ...problem,
      expected: `${problem.expected} (${operation} is for ${raised})`,
    }));
  }

  async #membershipRemoved(): Promise<Problem[]> {
    const { actor, tenant } = this.#cell;
    const world = this.#world;
    const invitation = new Invitation(world, tenant);
    try {
      const outside = new ApiClient(world.apiUrl, bearer((await this.#desk.tokens()).accessToken));
      const accepted = await invitation.accept(outside, await invitation.make(actor));
      if (!succeeded(accepted))
        throw new Blocked(`${actor} was answered ${accepted.answer.status} when it accepted an invitation`);
      const tokens = await this.#openSession();
      await this.#ended(invitation);
      return await this.#gone(tokens, `the membership of ${tenant} has ended`);
    } finally {
      await this.#ended(invitation);
      await invitation.revoke();
    }
  }

  async #ended(invitation: Invitation): Promise<void> {
    const { actor, tenant } = this.#cell;
    const left = await invitation.end(actor);
    if (left.length > 0) throw new Blocked(`the membership of ${actor} in ${tenant} could not be ended`);
  }

  /** Tokens that are seen to be good for what is about to be taken. */
  async #openSession(): Promise<Tokens> {
    const tokens = await this.#desk.tokens(this.#cell.tenant);
    const call = await this.#call(this.#cell.operation, tokens.accessToken);
    if (!succeeded(call))
      throw new Blocked(
        `${this.#cell.actor} was answered ${call.answer.status} by ${this.#cell.operation} before the change: a refusal would prove nothing`,
      );
    return tokens;
  }

  /** Neither the token from before nor one that follows is good for the operation any more. */
  async #gone(tokens: Tokens, when: string): Promise<Problem[]> {
    const problems = await this.#denied(tokens.accessToken, `${when}, with the token from before`);
    const renewed = await this.#renewed(tokens);
    return renewed
      ? [...problems, ...(await this.#denied(renewed.accessToken, `${when}, with a renewed token`))]
      : problems;
  }

  async #renewed({ refreshToken }: Tokens): Promise<Tokens | undefined> {
    if (refreshToken !== undefined) return (await this.#desk.renew(refreshToken)).tokens;
    try {
      return await this.#desk.tokens(this.#cell.tenant);
    } catch (error) {
      // No new token within the session: that is a refusal too.
      if (error instanceof Blocked) return undefined;
      throw error;
    }
  }

  /** The operation is refused, at the latest when the policy's time is over. */
  async #denied(token: string, when: string): Promise<Problem[]> {
    const { errors, session } = this.#world.policy;
    const end = Date.now() + session.accessAfterChangeSeconds * 1000;
    let call = await this.#call(this.#cell.operation, token);
    while (succeeded(call) && Date.now() < end) {
      await new Promise((resume) => setTimeout(resume, PAUSE_MS));
      call = await this.#call(this.#cell.operation, token);
    }
    return deniedProblems(call, errors, this.#world.victimValues(this.#cell.tenant)).map((problem) => ({
      ...problem,
      expected: `${problem.expected}, ${session.accessAfterChangeSeconds} s after ${when}`,
    }));
  }

  /** Unobserved by the sensors: what is foreign to the person depends on the moment here. */
  #call(name: string, token: string): Promise<Call> {
    const operation = this.#world.operation(name);
    const client = new ApiClient(this.#world.apiUrl, bearer(token));
    return client.send(operation.method, this.#world.shape(operation, {}, this.#cell.tenant));
  }

  async #managedRow() {
    const { people } = this.#world.policy;
    const { tenant } = this.#cell;
    if (!people) throw new Blocked('the policy does not say how people are managed');
    const steward = this.#world.steward(tenant);
    return { people, steward, binding: await this.#world.workshop.row(people.resource, tenant, steward) };
  }

  async #manage(name: string): Promise<void> {
    const { steward, binding } = await this.#managedRow();
    const call = await this.#world.call(name, steward, binding, this.#cell.tenant);
    if (!succeeded(call)) throw new Blocked(`${name} answered ${call.answer.status} to ${steward}`);
  }

  async #assign(role: string): Promise<void> {
    const { people, steward, binding } = await this.#managedRow();
    const operation = this.#world.operation(people.assign);
    const shape = this.#world.shape(operation, binding, this.#cell.tenant);
    const body = { ...(JSON.parse(shape.body ?? '{}') as object), [people.role]: role };
    const client = await this.#world.clientOf(steward);
    const call = await client.send(operation.method, { ...shape, body: JSON.stringify(body) });
    if (!succeeded(call))
      throw new Blocked(`${people.assign} answered ${call.answer.status} to ${steward} for the role ${role}`);
  }
}
