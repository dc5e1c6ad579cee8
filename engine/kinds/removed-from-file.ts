/**
 * What was removed is in no file that the application writes of the list that it was in: in every kind and format that can be
 * asked for, and for every role that may ask. A row that is kept, made beside it, shows that the file would hold it.
 */
import type { Policy } from '../../policy/types.ts';
import { takeFile } from '../checks/files.ts';
import { oncePerWorld } from '../checks/once-per-world.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { type Draft, firstOfEachRole, identitiesOf, lanes } from '../plan/cells.ts';
import { bodiesOf } from '../policy/bodies.ts';
import { writtenFiles } from '../policy/resources.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { wordsOf } from './effect.ts';
import { type Kind, type Named, type TenantCell, sayingBody } from './kind.ts';

/** `rows` is the resource whose list the file holds, and `by` the operation that takes a row from it. */
type FileCell = TenantCell & { resource: string; rows: string; by: string };

/** A word of the row that is kept, and one of the row that was removed. */
interface Words {
  kept: string;
  gone: string;
}

const words = oncePerWorld<Words>();

/** Makes a row with one of everything below it, and gives a word of its own. */
async function made(world: World, { rows, tenant }: FileCell): Promise<{ word: string; binding: Binding }> {
  const { policy, workshop } = world;
  const owner = workshop.ownerOf(rows, tenant);
  const call = await world.call(policy.resources[rows]?.make[0] ?? '', owner, {}, tenant);
  const binding = await workshop.keep(rows, tenant, owner, call);
  const [word] = wordsOf(world, call);
  if (word === undefined) throw new Blocked(`nothing tells a row of ${rows} from others in a file`);
  await workshop.below(rows, tenant, owner, binding);
  return { word, binding };
}

async function oneOfTwoRemoved(world: World, cell: FileCell): Promise<Words> {
  const kept = await made(world, cell);
  const gone = await made(world, cell);
  const owner = world.workshop.ownerOf(cell.rows, cell.tenant);
  const call = await world.call(cell.by, owner, gone.binding, cell.tenant);
  if (!succeeded(call))
    throw new Blocked(`${owner} was answered ${call.answer.status} by ${cell.by}: nothing was removed`);
  return { kept: kept.word, gone: gone.word };
}

async function withoutRemoved(world: World, cell: FileCell): Promise<Problem[]> {
  const { resource, rows, tenant, actor, body, by } = cell;
  const { kept, gone } = await words(world, `${rows}/${tenant}/${by}`, () => oneOfTwoRemoved(world, cell));
  const at = await world.workshop.fresh(resource, tenant, actor, { body });
  const { answer, request } = await takeFile(world, resource, at, { owner: actor, tenant });
  if (!answer.text.includes(kept))
    throw new Blocked(`the file of ${actor} does not hold a row of ${rows} that was kept: it proves nothing`);
  return answer.text.includes(gone)
    ? [{ request, expected: `no row that ${by} removed`, seen: `the row of ${rows} that was removed` }]
    : [];
}

function cellsAt(policy: Policy, resource: string, [operation, maker]: Named): Draft<FileCell>[] {
  const rows = policy.resources[resource]?.file?.rows ?? '';
  const { make = [], remove = [] } = policy.resources[rows] ?? {};
  const [tenant] = Object.keys(policy.tenants);
  const [by] = remove;
  if (tenant === undefined || by === undefined || make.length === 0) return [];
  return firstOfEachRole(identitiesOf(policy, tenant, maker.roles)).flatMap(({ name: actor }) =>
    bodiesOf(maker).map((body) => ({
      id: `access/${body === undefined ? `removed-from-file/${resource}` : `removed-from-file-by-body/${resource}/${body}`}/${actor}`,
      title: `the file of ${resource} that ${actor} gets by ${operation}${sayingBody(body)} holds nothing that was removed`,
      operation,
      actor,
      tenant,
      resource,
      rows,
      by,
      ...(body === undefined ? {} : { body }),
    })),
  );
}

export const removedFromFile: Kind<FileCell> = {
  plan: (policy) =>
    writtenFiles(policy).flatMap(([resource, ...named]) =>
      lanes<FileCell>(
        {
          title: `A file of ${resource} holds nothing that was removed`,
          gate: 'access',
          rule: 'operation-beyond-role',
          feature: resource,
        },
        cellsAt(policy, resource, named),
      ),
    ),
  judge: withoutRemoved,
};
