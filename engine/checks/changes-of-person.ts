/** Checks that what is taken from a person is gone from a session that was open before. Everything is put back. */
import type { SentRequest } from '../model.ts';
import type { ChangeOfPersonCell } from '../plan/index.ts';
import { Invitation } from '../kinds/invitation.ts';
import { deniedProblems } from '../oracle/denied.ts';
import type { Call } from '../probe/client.ts';
import { parseJwt } from '../probe/forge.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { SilentAnswer, TokenAnswer, Tokens } from '../session/authorize.ts';
import { hears, hearsNothing, openStreamOf } from './listening.ts';
import { ManagedPerson } from './managed-person.ts';
import { succeeded } from './workshop.ts';
import type { World } from './world.ts';

/** A session of a person that is signed in. */
export interface PersonSession {
  /** For a tenant where tokens are asked for by tenant; with a refresh token where the application has one. */
  tokens: Tokens;
  /** Whether the identity provider's own session, as it was when this one was opened, still signs in. */
  silently: () => Promise<SilentAnswer>;
}

/** How a check comes by sessions of a person, and by the tokens that follow. */
export interface PersonDesk {
  open(tenant?: string): Promise<PersonSession>;
  renew(refreshToken: string): Promise<TokenAnswer>;
}

/** What a way to new tokens came to: whether the identity provider opened it, and the tokens if there were any. */
interface Given {
  given: boolean;
  tokens?: Tokens;
}

/** A way to new tokens in an open session; it was seen to be open before the change. */
interface Way {
  says: string;
  request: SentRequest;
  ask: () => Promise<Given>;
}

interface OpenSession {
  /** The token from before the change. */
  accessToken: string;
  ways: Way[];
}

/** The tokens that a way still came to after the change. */
interface Renewed extends Pick<Way, 'says' | 'request'> {
  tokens: Tokens;
}

const PAUSE_MS = 100;

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
        return this.#whileMember(async (end) => {
          const session = await this.#openSession();
          await end();
          return this.#gone(session, `the membership of ${this.#cell.tenant} has ended`);
        });
      case 'membership-removed-listening':
        return this.#whileMember((end) => this.#silentAfter(end));
      case 'role-lowered':
      case 'role-renewed':
        return this.#roleLowered();
    }
  }

  async #disabled(): Promise<Problem[]> {
    const person = await ManagedPerson.of(this.#world, this.#cell.tenant);
    const session = await this.#openSession();
    try {
      await person.disable();
      const gone = await this.#gone(session, 'the person is disabled');
      const kept =
        this.#world.policy.people?.disables === 'account' ? await this.#signedInStill(session) : [];
      return [...gone, ...kept];
    } finally {
      await person.enable();
    }
  }

  async #roleLowered(): Promise<Problem[]> {
    const { change, operation, raised = '', role = '' } = this.#cell;
    const person = await ManagedPerson.of(this.#world, this.#cell.tenant);
    let session: OpenSession;
    try {
      await person.assign(raised);
      session = await this.#openSession();
    } finally {
      // Putting back is the change that is to be seen.
      await person.assign(role);
    }
    if (change === 'role-lowered')
      return this.#denied(session.accessToken, `the role ${raised} was taken, with the token from before`);
    const renewed = await this.#renewed(session);
    // Where the change has ended both, a new session must give tokens of the role of now.
    const all = renewed.length > 0 ? renewed : [await this.#afresh()];
    const problems: Problem[] = [];
    for (const one of all) problems.push(...(await this.#ofNow(one, raised, role)));
    return problems.map((problem) => ({
      ...problem,
      expected: `${problem.expected} (${operation} is for ${raised})`,
    }));
  }

  async #afresh(): Promise<Renewed> {
    const { tokens } = await this.#desk.open(this.#cell.tenant);
    return { says: 'a new session', request: { method: 'POST', path: '/oauth/token' }, tokens };
  }

  /** A token that came after the change has the role of now: it opens what that role may, and nothing more. */
  async #ofNow({ says, tokens, request }: Renewed, raised: string, role: string): Promise<Problem[]> {
    const { accessToken } = tokens;
    const problems = await this.#denied(accessToken, `the role ${raised} was taken, with a token by ${says}`);
    const claim = this.#world.policy.claims.roles;
    const claimed = claim && parseJwt(accessToken)?.payload[claim];
    if (claim && Array.isArray(claimed) && claimed.includes(raised))
      problems.push({
        request,
        expected: `the role ${role} in a token by ${says}`,
        seen: claimed.join(', '),
      });
    const client = this.#world.clientWith(accessToken);
    const call = await this.#world.whoIs(this.#cell.actor, client);
    if (!succeeded(call))
      problems.push({
        request: call.request,
        expected: `an answer to a token by ${says}, of the role ${role}`,
        seen: `status ${call.answer.status}`,
      });
    return problems;
  }

  /** @param judge is given what ends the membership; both it and the invitation are gone afterwards in any case */
  async #whileMember(judge: (end: () => Promise<void>) => Promise<Problem[]>): Promise<Problem[]> {
    const { actor, tenant } = this.#cell;
    const world = this.#world;
    const invitation = new Invitation(world, tenant);
    try {
      const outside = world.clientWith((await this.#desk.open()).tokens.accessToken);
      const accepted = await invitation.accept(outside, await invitation.make(actor));
      if (!succeeded(accepted))
        throw new Blocked(`${actor} was answered ${accepted.answer.status} when it accepted an invitation`);
      return await judge(() => this.#ended(invitation));
    } finally {
      await this.#ended(invitation);
      await invitation.revoke();
    }
  }

  /** A stream that was open before falls silent, at the latest when the policy's time is over. */
  async #silentAfter(end: () => Promise<void>): Promise<Problem[]> {
    const { actor, tenant, operation: name } = this.#cell;
    const world = this.#world;
    const operation = world.operation(name);
    const seconds = world.policy.session.accessAfterChangeSeconds;
    const { accessToken } = (await this.#desk.open(tenant)).tokens;
    const as = world.clientWith(accessToken);
    const stream = await openStreamOf(world, actor, operation, { as });
    try {
      const witness = await openStreamOf(world, world.steward(tenant), operation);
      try {
        await hears(world, this.#cell, operation, stream);
        await end();
        await new Promise((resume) => setTimeout(resume, seconds * 1000));
        const problems = await hearsNothing(world, tenant, operation, { stream, witness });
        return problems.map((problem) => ({
          ...problem,
          expected: `${problem.expected}, ${seconds} s after the membership of ${tenant}`,
        }));
      } finally {
        witness.close();
      }
    } finally {
      stream.close();
    }
  }

  async #ended(invitation: Invitation): Promise<void> {
    const { actor, tenant } = this.#cell;
    const left = await invitation.end(actor);
    if (left.length > 0) throw new Blocked(`the membership of ${actor} in ${tenant} could not be ended`);
  }

  /** A session that is seen to be good for what is about to be taken, by its token and by every one that follows. */
  async #openSession(): Promise<OpenSession> {
    const session = await this.#desk.open(this.#cell.tenant);
    const { accessToken } = session.tokens;
    const ways = this.#waysOf(session);
    const controls = [{ says: 'its token', accessToken }];
    for (const { says, ask } of ways) {
      const { tokens } = await ask();
      if (!tokens)
        throw new Blocked(
          `${this.#cell.actor} got no token by ${says} before the change: a refusal would prove nothing`,
        );
      controls.push({ says: `a token by ${says}`, accessToken: tokens.accessToken });
    }
    for (const { says, accessToken: token } of controls) {
      const call = await this.#call(this.#cell.operation, token);
      if (!succeeded(call))
        throw new Blocked(
          `${this.#cell.actor} was answered ${call.answer.status} by ${this.#cell.operation} with ${says} before the change: a refusal would prove nothing`,
        );
    }
    return { accessToken, ways };
  }

  #waysOf({ tokens, silently }: PersonSession): Way[] {
    const silent: Way = {
      says: 'silent authentication',
      request: { method: 'GET', path: '/authorize' },
      ask: async () => {
        const { code, ...rest } = await silently();
        return { given: code, ...(rest.tokens ? { tokens: rest.tokens } : {}) };
      },
    };
    let { refreshToken } = tokens;
    if (refreshToken === undefined) return [silent];
    const refresh: Way = {
      says: 'a refresh token',
      request: { method: 'POST', path: '/oauth/token' },
      ask: async () => {
        const { tokens: renewed } = await this.#desk.renew(refreshToken ?? '');
        // Each is good once: what is tried next is the successor of the one that was good.
        refreshToken = renewed?.refreshToken ?? refreshToken;
        return { given: renewed !== undefined, ...(renewed ? { tokens: renewed } : {}) };
      },
    };
    return [refresh, silent];
  }

  /** Neither the token from before nor one that follows is good for the operation any more. */
  async #gone(session: OpenSession, when: string): Promise<Problem[]> {
    const problems = await this.#denied(session.accessToken, `${when}, with the token from before`);
    for (const { says, tokens } of await this.#renewed(session))
      problems.push(...(await this.#denied(tokens.accessToken, `${when}, with a token by ${says}`)));
    return problems;
  }

  /** The tokens that an open session still comes to, by every way. */
  async #renewed({ ways }: OpenSession): Promise<Renewed[]> {
    const renewed: Renewed[] = [];
    for (const { says, request, ask } of ways) {
      const { tokens } = await ask();
      if (tokens) renewed.push({ says, request, tokens });
    }
    return renewed;
  }

  /** Whose account is disabled is given nothing by the identity provider, at the latest when the policy's time is over. */
  async #signedInStill({ ways }: OpenSession): Promise<Problem[]> {
    const seconds = this.#world.policy.session.accessAfterChangeSeconds;
    const end = Date.now() + seconds * 1000;
    const problems: Problem[] = [];
    for (const { says, request, ask } of ways) {
      let { given } = await ask();
      while (given && Date.now() < end) {
        await new Promise((resume) => setTimeout(resume, PAUSE_MS));
        ({ given } = await ask());
      }
      if (given)
        problems.push({
          request,
          expected: `a refusal by the identity provider, ${seconds} s after the person is disabled`,
          seen: `it still signs the person in by ${says}`,
        });
    }
    return problems;
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
    const client = this.#world.clientWith(token);
    return client.send(operation.method, this.#world.shape(operation, {}, this.#cell.tenant));
  }
}
