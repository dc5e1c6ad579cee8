/** Somebody logs out while the database takes no writes: what is answered as done must hold once it takes them again. */
import type { Outcome } from '../../oracle/outage.ts';
import type { OutageCell } from '../../plan/index.ts';
import { type ApiClient, type Call } from '../../probe/client.ts';
import { Blocked, type Problem } from '../../record/problem.ts';
import { succeeded } from '../workshop.ts';
import type { World } from '../world.ts';
import { askOf } from './ask.ts';
import type { Onlooker, Outage } from './outage.ts';

type LogoutCell = Extract<OutageCell, { part: 'logout' }>;

const isLogout = (cell: OutageCell): cell is LogoutCell => cell.part === 'logout';

export class OutageLogout implements Onlooker {
  readonly #world: World;
  readonly #cell: LogoutCell | undefined;
  readonly #patience: number;
  #client: ApiClient | undefined;
  #outcome: Outcome | undefined;
  #after: Call | undefined;

  /** @param cells of one outage; the one that is about a logout is looked at */
  constructor(world: World, { patienceSeconds }: { patienceSeconds: number }, cells: readonly OutageCell[]) {
    this.#world = world;
    this.#patience = patienceSeconds;
    this.#cell = cells.find(isLogout);
  }

  /** Signs somebody in who lives on nobody else's session, and sees that the token opens something. */
  async before(): Promise<void> {
    if (!this.#cell) return;
    const { actor } = this.#cell;
    this.#client = await this.#world.signInAgain(actor);
    const { answer, request } = await this.#world.whoIs(actor, this.#client);
    if (!succeeded({ answer } as Call))
      throw new Blocked(`${request.path} answered ${answer.status} to ${actor} before the outage`);
  }

  async during(): Promise<void> {
    if (!this.#cell || !this.#client) return;
    const { actor } = this.#cell;
    this.#world.lend(actor, this.#client);
    try {
      const ask = await askOf(this.#world, this.#cell, {});
      this.#outcome = await ask.once(this.#patience);
    } finally {
      this.#world.lend(actor, undefined);
    }
  }

  async after(): Promise<void> {
    if (!this.#cell || !this.#client) return;
    await new Promise((resume) =>
      setTimeout(resume, this.#world.policy.session.accessAfterLogoutSeconds * 1000),
    );
    this.#after = await this.#world.whoIs(this.#cell.actor, this.#client);
  }

  /** A refused logout is plain to whoever asked for it; one that is not answered is judged where others are. */
  async judge(outage: Outage, { actor }: LogoutCell): Promise<Problem[]> {
    await outage.observe();
    const [outcome, after] = [this.#outcome, this.#after];
    if (!outcome || !after) throw new Blocked(`${actor} was not logged out in the outage`);
    if ('unanswered' in outcome)
      return [
        {
          rule: 'outage-unbounded',
          request: outcome.request,
          expected: 'an error in bounded time',
          seen: outcome.unanswered,
        },
      ];
    const { answer, request } = outcome.call;
    if (after.answer.status >= 500)
      throw new Blocked(`${after.request.path} answered ${after.answer.status} after the outage`);
    return answer.status < 400 && succeeded(after)
      ? [
          {
            request,
            expected: 'a logout that holds once the database is back, or a server error',
            seen: `status ${answer.status}, and the token from before it is answered ${after.answer.status} afterwards`,
          },
        ]
      : [];
  }
}
