/** What the steward of a tenant does with a person whom the policy lets be changed (`purpose: managed`). */
import type { PeoplePolicy } from '../../policy/types.ts';
import { withMembers } from '../probe/malformations.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked } from '../record/problem.ts';
import { succeeded } from './workshop.ts';
import type { World } from './world.ts';

export class ManagedPerson {
  readonly #world: World;
  readonly #people: PeoplePolicy;
  readonly #tenant: string | undefined;
  readonly #binding: Binding;

  private constructor(world: World, people: PeoplePolicy, tenant: string | undefined, binding: Binding) {
    this.#world = world;
    this.#people = people;
    this.#tenant = tenant;
    this.#binding = binding;
  }

  /** Throws Blocked where the policy does not say how people are managed, or nobody of the tenant may be. */
  static async of(world: World, tenant: string | undefined): Promise<ManagedPerson> {
    const { people } = world.policy;
    if (!people) throw new Blocked('the policy does not say how people are managed');
    const binding = await world.workshop.row(people.resource, tenant, world.steward(tenant));
    return new ManagedPerson(world, people, tenant, binding);
  }

  /** Somebody else among the people of a tenant, who is there for a check alone. */
  static at(world: World, tenant: string, binding: Binding): ManagedPerson {
    const { people } = world.policy;
    if (!people) throw new Blocked('the policy does not say how people are managed');
    return new ManagedPerson(world, people, tenant, binding);
  }

  /** Each throws Blocked when it is refused. */
  disable(): Promise<void> {
    return this.#turn(this.#people.disable);
  }

  enable(): Promise<void> {
    return this.#turn(this.#people.enable);
  }

  assign(role: string): Promise<void> {
    return this.#turn(this.#people.assign, role);
  }

  async #turn(name: string, role?: string): Promise<void> {
    const steward = this.#world.steward(this.#tenant);
    const operation = this.#world.operation(name);
    const shape = this.#world.shape(operation, this.#binding, this.#tenant);
    const client = await this.#world.clientOf(steward);
    const call = await client.send(
      operation.method,
      role === undefined ? shape : withMembers(shape, { [this.#people.role]: role }),
    );
    if (succeeded(call)) return;
    const what = role === undefined ? '' : ` for the role ${role}`;
    throw new Blocked(`${name} answered ${call.answer.status} to ${steward}${what}`);
  }
}
