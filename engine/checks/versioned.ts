/** A row that carries a version: read with it, and changed on top of one. */
import { isRead, operationsOf } from '../kinds/kind.ts';
import type { Call } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked } from '../record/problem.ts';
import type { World } from './world.ts';

/** Who reads and changes it, by which operation. */
interface Asked {
  operation: string;
  actor: string;
  tenant: string;
}

export class Versioned {
  readonly #world: World;
  readonly #cell: Asked;
  readonly #reader: string;

  constructor(world: World, cell: Asked) {
    const { path } = world.operation(cell.operation);
    const [[reader] = []] = operationsOf(
      world.policy,
      (operation) => isRead(operation) && operation.path === path,
    );
    if (!reader)
      throw new Blocked(
        `the policy has no operation that reads the version of what ${cell.operation} changes`,
      );
    this.#world = world;
    this.#cell = cell;
    this.#reader = reader;
  }

  /** The version that the actor is shown, with every text of the row. */
  async read(binding: Binding): Promise<{ etag: string; texts: string[] }> {
    const { actor, tenant } = this.#cell;
    const { answer } = await this.#world.call(this.#reader, actor, binding, tenant);
    const { etag } = answer.headers;
    if (!etag)
      throw new Blocked(
        `${this.#reader} answered ${answer.status} without an ETag: take "versioned" from ${this.#cell.operation} if it guards nothing`,
      );
    const texts = Object.values(answer.json ?? {}).filter(
      (value): value is string => typeof value === 'string' && value.length >= 8,
    );
    return { etag, texts };
  }

  async change(name: string, binding: Binding, etag: string | undefined): Promise<Call> {
    const operation = this.#world.operation(name);
    const shape = this.#world.shape(operation, binding, this.#cell.tenant);
    const headers = etag === undefined ? shape.headers : { ...shape.headers, 'if-match': etag };
    return (await this.#world.clientOf(this.#cell.actor)).send(operation.method, { ...shape, headers });
  }
}
