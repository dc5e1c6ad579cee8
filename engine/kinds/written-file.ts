/**
 * A file that the application writes for a tenant holds rows of that tenant alone: in every kind and format that can be asked
 * for, and also when every tenant asks at once, so that what is made for one may be kept for the next in the queue.
 */
import type { Policy } from '../../policy/types.ts';
import { takeFile } from '../checks/files.ts';
import { oncePerWorld } from '../checks/once-per-world.ts';
import type { World } from '../checks/world.ts';
import { valuesIn } from '../oracle/denied.ts';
import { ALONE_LANE, type Draft, group, identitiesOf } from '../plan/cells.ts';
import { bodiesOf } from '../policy/bodies.ts';
import { writtenFiles } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, sayingBody } from './kind.ts';

interface FileCell extends TenantCell {
  resource: string;
  /** Who asks at the same time, in every tenant. */
  askers: readonly Asker[];
}

interface Asker {
  actor: string;
  tenant: string;
}

/** Of each tenant whoever may do the least: what is too much for one role may be right for another. */
const askersOf = (policy: Policy, roles: string[]): Asker[] =>
  Object.keys(policy.tenants).flatMap((tenant) =>
    identitiesOf(policy, tenant, roles)
      .slice(-1)
      .map(({ name: actor }) => ({ actor, tenant })),
  );

function cellsAt(
  askers: readonly Asker[],
  resource: string,
  operation: string,
  body: string | undefined,
): Draft<FileCell>[] {
  const place = body === undefined ? `file/${resource}` : `file-by-body/${resource}/${body}`;
  return askers.map(({ actor, tenant }) => ({
    id: `isolation/${place}/${actor}`,
    title: `the file of ${resource} that ${actor} gets by ${operation}${sayingBody(body)} holds nothing of another tenant`,
    operation,
    actor,
    tenant,
    resource,
    askers,
    ...(body === undefined ? {} : { body }),
  }));
}

type Taken = ReadonlyMap<string, Promise<Call>>;

const taken = oncePerWorld<Taken>();

/** Has everybody ask for a file at once, each of whom gets one or is blocked; ends when all are done. */
async function takeAll(world: World, { resource, askers, body }: FileCell): Promise<Taken> {
  // Whoever still had to sign in would come too late.
  await Promise.allSettled(askers.map(({ actor }) => world.clientOf(actor)));
  const take = async ({ actor, tenant }: Asker): Promise<Call> => {
    const at = await world.workshop.fresh(resource, tenant, actor, { body });
    return takeFile(world, resource, at, { owner: actor, tenant });
  };
  const files = new Map(askers.map((asker) => [asker.tenant, take(asker)]));
  await Promise.allSettled(files.values());
  return files;
}

async function ownAlone(world: World, cell: FileCell): Promise<Problem[]> {
  const { resource, tenant, actor, body } = cell;
  const files = await taken(world, `${resource}/${body ?? ''}`, () => takeAll(world, cell));
  const { answer, request } = await (files.get(tenant) as Promise<Call>);
  const seen = valuesIn(answer.text, world.valuesOfOthers(tenant), '');
  if (seen.length > 0)
    return [
      {
        request,
        expected: `a file with rows of ${tenant} alone, also when every tenant asks for one at once`,
        seen: seen.map((value) => JSON.stringify(value)).join(', '),
      },
    ];
  if (valuesIn(answer.text, world.victimValues(tenant), '').length === 0)
    throw new Blocked(`the file of ${actor} holds nothing of ${tenant} either: it proves nothing`);
  const settled = await Promise.allSettled(files.values());
  if (settled.filter(({ status }) => status === 'fulfilled').length < 2)
    throw new Blocked('two tenants are needed at once');
  return [];
}

export const writtenFile: Kind<FileCell> = {
  plan: (policy) =>
    Object.keys(policy.tenants).length < 2
      ? []
      : writtenFiles(policy).flatMap(([resource, maker, operation]) =>
          group<FileCell>(
            {
              title: `A file of ${resource} holds rows of the own tenant alone, also when all ask at once`,
              gate: 'isolation',
              rule: 'foreign-data-received',
              feature: resource,
              // It makes rows at every tenant.
              lane: ALONE_LANE,
            },
            bodiesOf(operation).flatMap((body) =>
              cellsAt(askersOf(policy, operation.roles), resource, maker, body),
            ),
          ),
        ),
  judge: ownAlone,
};
