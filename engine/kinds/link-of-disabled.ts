/** A link that stands in for a session ends when whoever got it is disabled. Everything is put back. */
import type { Policy } from '../../policy/types.ts';
import { follow, followGood, giving, linkProblems, linkTo } from '../checks/links.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { ALONE_LANE, type Draft, group } from '../plan/cells.ts';
import { ApiClient } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, Named, TenantCell } from './kind.ts';

interface DisabledCell extends TenantCell {
  /** The role of the person, and the least that it is given for a while where its own gets no link. */
  role: string;
  raised?: string;
}

function cellsAt(policy: Policy, [name, { roles }]: Named): Draft<DisabledCell>[] {
  const [actor, { tenant, role } = {}] =
    Object.entries(policy.identities).find(
      ([, identity]) => identity.purpose === 'managed' && identity.tenant !== undefined,
    ) ?? [];
  const reach = (other: string): number =>
    Object.values(policy.operations).filter((operation) => operation.roles.includes(other)).length;
  const [raised] = roles
    .filter((other) => policy.roles[other]?.scope === 'tenant')
    .sort((a, b) => reach(a) - reach(b));
  if (!policy.people || !actor || tenant === undefined || role === undefined || raised === undefined)
    return [];
  return [
    {
      id: `isolation/signed-link/disabled/${name}/${actor}`,
      title: `a link that ${actor} got from ${name} ends when ${actor} is disabled`,
      operation: name,
      actor,
      tenant,
      role,
      ...(roles.includes(role) ? {} : { raised }),
    },
  ];
}

/** What the steward does with the managed person of a tenant. */
class Managed {
  readonly #world: World;
  readonly #tenant: string;
  readonly #steward: string;
  readonly #binding: Binding;

  private constructor(world: World, tenant: string, binding: Binding) {
    this.#world = world;
    this.#tenant = tenant;
    this.#steward = world.steward(tenant);
    this.#binding = binding;
  }

  static async of(world: World, tenant: string, resource: string): Promise<Managed> {
    return new Managed(world, tenant, await world.workshop.row(resource, tenant, world.steward(tenant)));
  }

  /** @param body what it says in place of the policy's own words */
  async turn(name: string, body?: Readonly<Record<string, string>>): Promise<void> {
    const operation = this.#world.operation(name);
    const shape = this.#world.shape(operation, this.#binding, this.#tenant);
    const own = JSON.parse(shape.body ?? '{}') as object;
    const client = await this.#world.clientOf(this.#steward);
    const call = await client.send(operation.method, {
      ...shape,
      ...(body ? { body: JSON.stringify({ ...own, ...body }) } : {}),
    });
    if (!succeeded(call)) throw new Blocked(`${name} answered ${call.answer.status} to ${this.#steward}`);
  }
}

async function endsWhenDisabled(world: World, cell: DisabledCell): Promise<Problem[]> {
  const { people } = world.policy;
  if (!people) throw new Blocked('the policy does not say how people are managed');
  const person = await Managed.of(world, cell.tenant, people.resource);
  if (cell.raised === undefined) return whileDisabled(world, cell, person, people);
  try {
    await person.turn(people.assign, { [people.role]: cell.raised });
    return await whileDisabled(world, cell, person, people);
  } finally {
    await person.turn(people.assign, { [people.role]: cell.role });
  }
}

async function whileDisabled(
  world: World,
  cell: DisabledCell,
  person: Managed,
  people: NonNullable<Policy['people']>,
): Promise<Problem[]> {
  const { actor, tenant } = cell;
  const { resource = '' } = world.operation(cell.operation);
  // Of the role of now; within the session that the person has, which costs no login.
  const { accessToken } = await world.tokensOf(actor, tenant);
  world.lend(actor, new ApiClient(world.apiUrl, { authorization: `Bearer ${accessToken}` }));
  try {
    const binding = await world.workshop.fresh(resource, tenant, actor);
    try {
      const { path, expires } = await linkTo(world, cell, binding);
      await followGood(world, actor, path);
      return await disabled(world, cell, { path, expires, person, people });
    } finally {
      // While it may: nobody else removes what is a person's own. Some sessions do not come back.
      if (!succeeded(await world.whoIs(actor))) world.lend(actor, await world.signInAgain(actor));
      await world.workshop.discard({ resource, identity: actor, tenant, binding });
    }
  } finally {
    world.lend(actor, undefined);
  }
}

async function disabled(
  world: World,
  { actor, tenant, operation }: DisabledCell,
  parts: { path: string; expires: unknown; person: Managed; people: NonNullable<Policy['people']> },
): Promise<Problem[]> {
  const { path, expires, person, people } = parts;
  const seconds = world.policy.session.accessAfterChangeSeconds;
  try {
    await person.turn(people.disable);
    await new Promise((resume) => setTimeout(resume, seconds * 1000));
    const call = await follow(world, path);
    if (typeof expires === 'string' && Date.parse(expires) <= Date.now() && !succeeded(call))
      throw new Blocked(`the link of ${operation} was over before it was seen to end with ${actor}`);
    return linkProblems(world, tenant, call, path).map((problem) => ({
      ...problem,
      expected: `${problem.expected}, ${seconds} s after ${actor} was disabled`,
    }));
  } finally {
    await person.turn(people.enable);
  }
}

export const linkOfDisabled: Kind<DisabledCell> = {
  plan: (policy) =>
    giving(policy).flatMap((named) =>
      group<DisabledCell>(
        {
          title: `A link of ${named[0]} ends with whoever got it`,
          gate: 'isolation',
          rule: 'link-misused',
          feature: named[1].resource ?? named[0],
          lane: ALONE_LANE,
        },
        cellsAt(policy, named),
      ),
    ),
  judge: endsWhenDisabled,
};
