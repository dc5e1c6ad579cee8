/**
 * Two tenants send the same file under names of their own. What is kept once for both, to save room, must tell neither what
 * the other one called it: not in the answer, not in a list, and not with the file.
 */
import { randomBytes } from 'node:crypto';
import type { Policy } from '../../policy/types.ts';
import { stateOf } from '../checks/unchanged.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { ALONE_LANE, group, stewardOf } from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import { addressedBy } from '../policy/resources.ts';
import { validShape } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, isRead, operationsOf } from './kind.ts';

/** `with` is the tenant that sends the same file first. */
type SameFileCell = TenantCell & { resource: string; with: string };

interface Sent {
  tenant: string;
  owner: string;
  name: string;
  /** What its sender was answered. */
  text: string;
  binding: Binding;
}

async function send(world: World, cell: SameFileCell, tenant: string, content: string): Promise<Sent> {
  const { resource, operation: maker } = cell;
  const owner = world.workshop.ownerOf(resource, tenant);
  const { parent } = world.policy.resources[resource] ?? {};
  const at: Binding = parent ? await world.workshop.row(parent, tenant, owner) : {};
  const operation = world.operation(maker);
  if (!operation.form) throw new Blocked(`${maker} takes no file`);
  const name = `probe-${world.mark}${randomBytes(8).toString('hex')}`;
  const fileName = operation.form.fileName.replace(/^[^.]*/, name);
  const client = await world.clientOf(owner);
  const shape = validShape(
    { ...operation, form: { ...operation.form, fileName, content } },
    at,
    () => undefined,
  );
  const call = await client.send(operation.method, shape);
  if (!succeeded(call)) throw new Blocked(`${owner} was answered ${call.answer.status} by ${maker}: no file`);
  const binding = await world.workshop.keep(resource, tenant, owner, call, at);
  return { tenant, owner, name, text: call.answer.text, binding };
}

/** Everything that the sender is told of the file: where it was made, where it is read, and with the file itself. */
async function toldOf(world: World, cell: SameFileCell, sent: Sent): Promise<[by: string, text: string][]> {
  const { tenant, owner, binding } = sent;
  const told: [string, string][] = [[cell.operation, sent.text]];
  // What reads the list reads what was made.
  for (const { reader, text } of await stateOf(world, cell.operation, { tenant, owner, binding }))
    told.push([reader, text]);
  const byId = operationsOf(
    world.policy,
    (operation) => isRead(operation) && addressedBy(world.policy, operation.path)?.[0] === cell.resource,
  ).filter(([, { path }]) => parametersOf(path).every((parameter) => parameter in binding));
  for (const [name] of byId) {
    const { answer } = await world.call(name, owner, binding, tenant);
    told.push([name, `${JSON.stringify(answer.headers)}\n${answer.text}`]);
  }
  return told;
}

async function ownNameOnly(world: World, cell: SameFileCell): Promise<Problem[]> {
  // Bytes that nobody sent before: whoever sends them first is known.
  const { form } = world.operation(cell.operation);
  const content = `${form?.content ?? ''} ${randomBytes(8).toString('hex')}`;
  const first = await send(world, cell, cell.with, content);
  const second = await send(world, cell, cell.tenant, content);
  const problems: Problem[] = [];
  for (const [own, other] of [
    [second, first],
    [first, second],
  ] as const)
    for (const [by, text] of await toldOf(world, cell, own))
      if (text.includes(other.name))
        problems.push({
          actor: own.owner,
          expected: `nothing of the name by which ${other.tenant} sent the same file`,
          seen: `${by} gives ${own.owner} the name ${other.name}`,
        });
  return problems;
}

/** Resources that are made of a file that somebody sends. */
const madeOfFiles = (policy: Policy): [resource: string, operation: string][] =>
  Object.entries(policy.resources).flatMap(([name, { make, owner }]): [string, string][] => {
    const [first = ''] = make;
    return owner !== 'platform' && policy.operations[first]?.form ? [[name, first]] : [];
  });

export const sameFile: Kind<SameFileCell> = {
  plan: (policy) => {
    const tenants = Object.keys(policy.tenants);
    if (tenants.length < 2) return [];
    return madeOfFiles(policy).flatMap(([resource, operation]) =>
      group<SameFileCell>(
        {
          title: `A file that two tenants send through ${operation} goes by each one’s own name`,
          gate: 'isolation',
          rule: 'cross-tenant-read',
          feature: resource,
          // It makes rows at two tenants.
          lane: ALONE_LANE,
        },
        tenants.map((tenant, index) => {
          const before = tenants.at(index - 1) ?? tenant;
          return {
            id: `isolation/same-file/${resource}/${before}/${tenant}`,
            title: `${tenant} and ${before} send the same file, and are told nothing of each other’s name for it`,
            operation,
            actor: stewardOf(policy, tenant) ?? tenant,
            tenant,
            resource,
            with: before,
          };
        }),
      ),
    );
  },
  judge: ownNameOnly,
};
