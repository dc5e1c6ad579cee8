/**
 * Roles from which the policy hides fields do not get them, also right after somebody has read who does; a field counts only
 * if somebody is seen to get it.
 */
import type { World } from '../checks/world.ts';
import { fieldsIn } from '../oracle/hidden.ts';
import { type OperationCell, group, matrixIdentities } from '../plan/cells.ts';
import { addressedBy, listedBy } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { withParameter } from '../probe/malformations.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, guarded, isRead } from './kind.ts';

/** The size of the smallest page that a list is asked for here; each further one is larger by one. */
const SMALLEST_PAGE = 11;

/** What is read: by another id for each turn, or as a page of another size. */
interface Question {
  binding: Binding;
  pageSize?: number;
}

/** Whoever is given some of these fields: whoever stands for the tenant, then one person of every other role. */
function seersOf(world: World, cell: OperationCell, hidden: readonly string[]): string[] {
  const { resource = '', roles } = world.operation(cell.operation);
  const hides = world.policy.resources[resource]?.hidden ?? {};
  const steward = world.steward(cell.tenant);
  const others = matrixIdentities(world.policy).filter(
    ({ tenant, role }) =>
      tenant === cell.tenant &&
      role !== world.rolesOf(steward) &&
      roles.includes(role) &&
      hidden.some((field) => !hides[role]?.includes(field)),
  );
  const ofRoles = new Map(others.map(({ role, name }) => [role, name]));
  return [steward, ...ofRoles.values()];
}

/**
 * As many questions as there are turns: what was answered to one is not what another one is answered from. The first is
 * the one that everybody asks; the others are for rows and pages that few others ask for.
 */
async function questionsOf(
  world: World,
  cell: OperationCell,
  hidden: readonly string[],
  turns: number,
): Promise<Question[]> {
  const { path, resource } = world.operation(cell.operation);
  const steward = world.steward(cell.tenant);
  const first = await world.bind(path, cell.tenant, steward);
  const [addressed, described] = addressedBy(world.policy, path) ?? [];
  const isList = listedBy(world.policy, cell.operation) !== undefined;
  const further =
    addressed !== undefined && addressed === resource && described?.owner === 'tenant'
      ? tellingRows(await world.found(addressed, cell.tenant, steward), hidden).reverse()
      : [];
  return Array.from({ length: turns }, (_, turn) =>
    turn === 0
      ? { binding: first }
      : {
          binding: further[(turn - 1) % further.length] ?? first,
          ...(isList ? { pageSize: SMALLEST_PAGE + turn } : {}),
        },
  );
}

/** Of rows whose list tells them, those that have most of what is hidden. */
function tellingRows(
  found: readonly { binding: Binding; row: Readonly<Record<string, unknown>> }[],
  hidden: readonly string[],
): Binding[] {
  const told = ({ row }: (typeof found)[number]): number =>
    hidden.filter((field) => row[field] !== null && row[field] !== undefined).length;
  const most = Math.max(0, ...found.map(told));
  return found.filter((each) => told(each) === most).map(({ binding }) => binding);
}

async function ask(world: World, cell: OperationCell, actor: string, question: Question): Promise<Call> {
  const { binding, pageSize } = question;
  if (pageSize === undefined) return world.call(cell.operation, actor, binding, cell.tenant);
  const operation = world.operation(cell.operation);
  const valid = world.shape(operation, binding, cell.tenant);
  const client = await world.clientOf(actor);
  return client.send(operation.method, withParameter(valid, world.policy.paging.size, String(pageSize)));
}

async function onlyItsFields(world: World, cell: OperationCell): Promise<Problem[]> {
  const { resource = '' } = world.operation(cell.operation);
  const hidden = world.policy.resources[resource]?.hidden[world.rolesOf(cell.actor) ?? ''] ?? [];
  const seers = seersOf(world, cell, hidden);
  const questions = await questionsOf(world, cell, hidden, seers.length);
  const known = new Set<string>();
  const problems: Problem[] = [];
  for (const [turn, seer] of seers.entries()) {
    let question = questions[turn] ?? { binding: {} };
    let full = await ask(world, cell, seer, question);
    if (full.answer.status === 400 && question.pageSize !== undefined) {
      // Not every list comes in pages.
      question = { binding: question.binding };
      full = await ask(world, cell, seer, question);
    }
    if (full.answer.status !== 200)
      throw new Blocked(`${seer} was answered ${full.answer.status} by ${cell.operation}`);
    for (const field of fieldsIn(full.answer.json)) known.add(field);
    const call = await ask(world, cell, cell.actor, question);
    if (call.answer.status !== 200)
      throw new Blocked(`${cell.actor} was answered ${call.answer.status} by ${cell.operation}`);
    const shown = new Set(fieldsIn(call.answer.json));
    const excess = hidden.filter((field) => shown.has(field));
    if (excess.length > 0)
      problems.push({
        request: call.request,
        expected: `no ${hidden.join(', ')} for ${cell.actor}, also right after ${seer} has read them`,
        seen: `the fields ${excess.join(', ')}`,
      });
  }
  const unseen = hidden.filter((field) => !known.has(field));
  if (problems.length === 0 && unseen.length > 0)
    throw new Blocked(
      `${seers.join(' and ')} do not get ${unseen.join(', ')} either: hiding it proves nothing`,
    );
  return problems.slice(0, 1);
}

export const hiddenFields: Kind = {
  plan: (policy) =>
    guarded(policy)
      .filter(([, operation]) => isRead(operation))
      .flatMap(([name, operation]) => {
        const hides = Object.keys((operation.resource && policy.resources[operation.resource]?.hidden) || {});
        return group(
          {
            title: `${name} shows each role only its fields`,
            gate: 'access',
            rule: 'excess-fields',
            feature: operation.resource ?? name,
          },
          matrixIdentities(policy)
            .filter(({ role }) => operation.roles.includes(role) && hides.includes(role))
            .map(({ name: actor, tenant }) => ({
              id: `access/fields/${name}/${actor}`,
              title: `${actor} sees only its fields in ${name}`,
              operation: name,
              actor,
              ...(tenant ? { tenant } : {}),
            })),
        );
      }),
  judge: onlyItsFields,
};
