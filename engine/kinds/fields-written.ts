/**
 * Roles that may see a field, and not write it, do not write it: neither with what makes a row nor with what changes one,
 * neither another value, however near to the one that is there, nor none. It may be refused or ignored; the effect decides. It
 * counts only if somebody is seen to write the field by the same operation.
 */
import type { Policy } from '../../policy/types.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { type Draft, lanes, matrixIdentities } from '../plan/cells.ts';
import { addressedBy, madeBy, readerById } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { withMembers } from '../probe/malformations.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { expendable } from './denial.ts';
import { type Value, nearTo, twoValuesOf } from './effect.ts';
import { type Kind, type Named, type TenantCell, operationsOf } from './kind.ts';

/** What an operation with a body makes or changes, as far as a role may not write all of it. */
function writtenBy(policy: Policy, [name, { path, resource = '' }]: Named): string | undefined {
  const locked = Object.keys(policy.resources[resource]?.readOnly ?? {});
  const isOfOne = madeBy(policy, name) === resource || addressedBy(policy, path)?.[0] === resource;
  return locked.length > 0 && isOfOne ? resource : undefined;
}

class FieldOf {
  readonly #world: World;
  readonly #cell: TenantCell;
  readonly #field: string;
  readonly #resource: string;
  /** Somebody of the tenant who may write the field. */
  readonly #writer: string;
  /** Whether the operation makes a row, rather than changing one. */
  readonly #makes: boolean;

  constructor(world: World, cell: TenantCell, field: string) {
    const { resource = '', roles } = world.operation(cell.operation);
    const locked = world.policy.resources[resource]?.readOnly ?? {};
    const writer = matrixIdentities(world.policy).find(
      ({ tenant, role }) => tenant === cell.tenant && roles.includes(role) && !locked[role]?.includes(field),
    );
    if (!writer)
      throw new Blocked(
        `nobody of ${cell.tenant} may write ${field} by ${cell.operation}: a refusal proves nothing`,
      );
    this.#world = world;
    this.#cell = cell;
    this.#field = field;
    this.#resource = resource;
    this.#writer = writer.name;
    this.#makes = madeBy(world.policy, cell.operation) === resource;
  }

  async #write(who: string, value: unknown, at: Binding): Promise<Call> {
    const operation = this.#world.operation(this.#cell.operation);
    const client = await this.#world.clientOf(who);
    const shape = this.#world.shape(operation, at, this.#cell.tenant);
    return client.send(operation.method, withMembers(shape, { [this.#field]: value }));
  }

  async #read(at: Binding): Promise<unknown> {
    const described = this.#world.policy.resources[this.#resource];
    const reader = described && readerById(this.#world.policy, described);
    if (!reader)
      throw new Blocked(`no operation reads one of ${this.#resource}: what is written would not be seen`);
    const { answer } = await this.#world.call(reader, this.#writer, at, this.#cell.tenant);
    if (answer.status !== 200)
      throw new Blocked(`${this.#writer} was answered ${answer.status} by ${reader}`);
    return (answer.json as Record<string, unknown> | undefined)?.[this.#field];
  }

  /** Where a row is made, or the row that is changed: one of its own. */
  async #place(): Promise<Binding> {
    const { operation: name, tenant } = this.#cell;
    if (this.#makes) return (await expendable(this.#world, name, tenant)).binding;
    const { workshop } = this.#world;
    return workshop.fresh(this.#resource, tenant, workshop.ownerOf(this.#resource, tenant));
  }

  /** The row that was made or changed. */
  async #rowOf(call: Call, at: Binding): Promise<Binding> {
    if (!this.#makes) return at;
    const { tenant } = this.#cell;
    const { workshop } = this.#world;
    return workshop.keep(this.#resource, tenant, workshop.ownerOf(this.#resource, tenant), call, at);
  }

  /** @throws Blocked unless whoever may write the field does so, and it is there */
  async #written(value: unknown, at: Binding): Promise<void> {
    const call = await this.#write(this.#writer, value, at);
    const seen = succeeded(call) ? await this.#read(await this.#rowOf(call, at)) : undefined;
    if (seen !== value)
      throw new Blocked(
        `${this.#writer} was answered ${call.answer.status} by ${this.#cell.operation} with ${this.#field}, and did not write it: that another does not proves nothing`,
      );
  }

  /** Tries each value, on what holds another one. */
  async judge([first, second]: readonly [first: Value, second: Value]): Promise<Problem[]> {
    const { actor } = this.#cell;
    const at = await this.#place();
    await this.#written(first, at);
    for (const value of this.#makes ? [second] : [second, null, ...nearTo(first)]) {
      const call = await this.#write(actor, value, at);
      if (call.answer.status === 401) await this.#world.assertAlive(actor);
      const wrong = succeeded(call) ? [] : errorProblems(call, this.#world.policy.errors);
      if (wrong.length > 0) return wrong;
      if (this.#makes && !succeeded(call)) continue;
      const seen = await this.#read(await this.#rowOf(call, at));
      if (this.#makes ? seen !== value : seen === first) continue;
      const effect = this.#makes
        ? 'the value that was sent'
        : `${JSON.stringify(seen)} in place of ${JSON.stringify(first)}`;
      return [
        {
          request: call.request,
          expected: `no ${this.#field} that ${actor} wrote, who may only see it`,
          seen: `the answer ${call.answer.status}, and ${effect}`,
        },
      ];
    }
    return [];
  }
}

async function writesOnlyItsFields(world: World, cell: TenantCell): Promise<Problem[]> {
  const { operation: name, actor, tenant } = cell;
  const { resource = '' } = world.operation(name);
  const rows = (world.harvest.resources[resource]?.[tenant] ?? []).map(({ row }) => row);
  const problems: Problem[] = [];
  for (const field of world.policy.resources[resource]?.readOnly[world.rolesOf(actor) ?? ''] ?? []) {
    const values = twoValuesOf(rows, field);
    if (!values) throw new Blocked(`the ${resource} of ${tenant} have no two values of ${field} to write`);
    problems.push(...(await new FieldOf(world, cell, field).judge(values)));
  }
  return problems;
}

export const writtenFields: Kind<TenantCell> = {
  plan: (policy) =>
    operationsOf(policy, ({ writes, body, consumes }) => writes && body !== undefined && !consumes).flatMap(
      (named) => {
        const [name, { roles }] = named;
        const resource = writtenBy(policy, named);
        if (resource === undefined) return [];
        const locked = policy.resources[resource]?.readOnly ?? {};
        return lanes<TenantCell>(
          {
            title: `${name} lets each role write only its fields`,
            gate: 'access',
            rule: 'field-beyond-role',
            feature: resource,
          },
          matrixIdentities(policy).flatMap(({ name: actor, role, tenant }): Draft<TenantCell>[] =>
            tenant !== undefined && roles.includes(role) && locked[role] !== undefined
              ? [
                  {
                    id: `access/fields-written/${name}/${actor}`,
                    title: `${actor} writes no field with ${name} that the role may only see`,
                    operation: name,
                    actor,
                    tenant,
                  },
                ]
              : [],
          ),
        );
      },
    ),
  judge: writesOnlyItsFields,
};
