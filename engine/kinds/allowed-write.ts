/**
 * The positive control of writing: every role that may change something changes it, on a row that the run made, and the
 * owner sees the effect. Without it a denial proves nothing: the request may have been wrong.
 */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import { changeIn, stateOf } from '../checks/unchanged.ts';
import { isReadable, succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { type Draft, type OperationCell, firstOfEachRole, lanes, matrixIdentities } from '../plan/cells.ts';
import { bodiesOf } from '../policy/bodies.ts';
import { addressedBy, madeBy } from '../policy/resources.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { refusalProblems } from './denial.ts';
import { wordsOf } from './effect.ts';
import { type Kind, type Named, guarded, sayingBody } from './kind.ts';
import { putBack, standingRow } from './standing.ts';

/** The row that the operation is tried on, and who reads its effect. */
interface Subject {
  owner: string;
  binding: Binding;
}

/** Who owns what an identity may change: itself, where a resource belongs to its user. */
function ownerFor(world: World, resource: string, cell: OperationCell): string {
  return world.policy.resources[resource]?.owner === 'user'
    ? cell.actor
    : world.workshop.ownerOf(resource, cell.tenant);
}

async function subjectOf(world: World, cell: OperationCell, operation: OperationPolicy): Promise<Subject> {
  const addressed = addressedBy(world.policy, operation.path);
  const listed = operation.resource;
  if (!addressed)
    return {
      owner: listed ? ownerFor(world, listed, cell) : cell.tenant ? world.steward(cell.tenant) : cell.actor,
      binding: {},
    };
  const [resource] = addressed;
  const owner = ownerFor(world, resource, cell);
  const { workshop } = world;
  // What is consumed must not be what the next check stands on.
  const binding = operation.consumes
    ? await workshop.fresh(resource, cell.tenant, owner)
    : await workshop.row(resource, cell.tenant, owner);
  return { owner, binding };
}

/** Puts back what a success has changed of something that the run did not make. */
async function undo(world: World, cell: OperationCell, { binding }: Subject, before: unknown): Promise<void> {
  const { people } = world.policy;
  if (people?.disable === cell.operation) {
    const call = await world.call(people.enable, cell.actor, binding, cell.tenant);
    if (!succeeded(call)) throw new Blocked(`${people.enable} answered ${call.answer.status}: not put back`);
    return;
  }
  const holder = { tenant: cell.tenant, owner: cell.actor, binding };
  await putBack(world, cell.operation, holder, before, cell.body);
}

async function works(world: World, cell: OperationCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const subject = await subjectOf(world, cell, operation);
  const target = { ...subject, tenant: cell.tenant };
  const watched = isReadable(world, cell.operation);
  const old = watched ? await standingRow(world, cell.operation, target) : undefined;
  const before = watched ? await stateOf(world, cell.operation, target) : [];
  const { actor, tenant, body } = cell;
  const call = await world.call(cell.operation, actor, subject.binding, tenant, { body });
  if (!succeeded(call)) return refusalProblems(world, cell, call);
  const made = madeBy(world.policy, cell.operation);
  if (made) await world.workshop.keep(made, cell.tenant, ownerFor(world, made, cell), call, subject.binding);
  if (!watched) return [];
  const after = await stateOf(world, cell.operation, target);
  await undo(world, cell, subject, old);
  const unseen = wordsOf(world, call).filter((word) => !after.some(({ text }) => text.includes(word)));
  const mustShow = made !== undefined || operation.consumes;
  return unseen.length > 0 || (mustShow && !changeIn(before, after))
    ? [
        {
          request: call.request,
          expected: 'an effect that the owner sees',
          seen: `status ${call.answer.status}, and ${after.map(({ reader }) => reader).join(' and ')} show none`,
        },
      ]
    : [];
}

/** Everybody whom the policy lets change something; with another body than the usual one, somebody of each role. */
function cellsAt(policy: Policy, [name, operation]: Named): Draft<OperationCell>[] {
  const able = matrixIdentities(policy).filter(({ role }) => operation.roles.includes(role));
  return bodiesOf(operation).flatMap((body) =>
    (body === undefined ? able : firstOfEachRole(able)).map(({ name: actor, tenant }) => ({
      id: `access/${body === undefined ? `allowed/${name}` : `by-body/allowed/${name}/${body}`}/${actor}`,
      title: `${actor} calls ${name}${sayingBody(body)}, and the effect shows`,
      operation: name,
      actor,
      ...(body === undefined ? {} : { body }),
      ...(tenant ? { tenant } : {}),
    })),
  );
}

export const allowedWrite: Kind = {
  plan: (policy) =>
    guarded(policy)
      .filter(([, operation]) => operation.writes && operation.provenBy === undefined)
      .flatMap(([name, operation]) =>
        lanes(
          {
            title: `Every role that may call ${name} has its effect`,
            gate: 'access',
            rule: 'operation-missing-for-role',
            feature: operation.resource ?? name,
          },
          cellsAt(policy, [name, operation]),
        ),
      ),
  judge: works,
};
