/** The control port of the fault proxy before the database. */
import { type Answer, send } from '../../probe/transport.ts';
import { Blocked } from '../../record/problem.ts';

export class FaultProxy {
  readonly #control: string;

  /**
   * @param control its address; undefined where the deployment has none
   * @throws Blocked where there is none
   */
  constructor(control: string | undefined) {
    if (!control)
      throw new Blocked(
        'there is no fault proxy before the database: set FAULT_PROXY_URL, or list database/outage and database/half-done as out of scope',
      );
    this.#control = control;
  }

  async #ask(method: string, path: string): Promise<Answer> {
    const answer = await send({ method, origin: this.#control, path }).catch((error: Error) => {
      throw new Blocked(`the fault proxy does not answer: ${error.message}`);
    });
    if (answer.status >= 300) throw new Blocked(`the fault proxy answered ${answer.status} to ${path}`);
    return answer;
  }

  /** Tells it what to do with connections from now on: `pass`, `cut`, `slow?ms=25`. Throws Blocked when it cannot. */
  async order(what: string): Promise<void> {
    await this.#ask('POST', `/${what}`);
  }

  async #said(what: string): Promise<unknown> {
    const { json } = await this.#ask('GET', '/');
    return (json as Record<string, unknown> | undefined)?.[what];
  }

  /** How many answers of the database have passed since the last order. */
  async answers(): Promise<number> {
    const count = await this.#said('answers');
    if (typeof count !== 'number')
      throw new Blocked('the fault proxy does not say how many answers have passed');
    return count;
  }

  /** Whether an answer was broken off since the last order, which is what `cut-after` is for. */
  async broke(): Promise<boolean> {
    const broken = await this.#said('broken');
    if (typeof broken !== 'boolean')
      throw new Blocked('the fault proxy does not say whether an answer was broken off');
    return broken;
  }
}
