/** What the policy hides from a role stands in no file either that the application writes for it, whatever was asked for. */
import type { Policy } from '../../policy/types.ts';
import { takeFile } from '../checks/files.ts';
import type { World } from '../checks/world.ts';
import { recordsOf } from '../oracle/csv.ts';
import { type Draft, firstOfEachRole, lanes, matrixIdentities } from '../plan/cells.ts';
import { bodiesOf } from '../policy/bodies.ts';
import { writtenFiles } from '../policy/resources.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { hiddenElsewhere, hiddenIn } from './fields-elsewhere.ts';
import { type Kind, type Named, type TenantCell, sayingBody } from './kind.ts';

type FileCell = TenantCell & { resource: string };

/** One person of each role from which something is hidden. */
function cellsAt(policy: Policy, resource: string, [operation, maker]: Named): Draft<FileCell>[] {
  const shownInPart = matrixIdentities(policy).filter(
    ({ role }) => maker.roles.includes(role) && hiddenElsewhere(policy, operation, role).length > 0,
  );
  return firstOfEachRole(shownInPart).flatMap(({ name: actor, tenant }) =>
    tenant === undefined
      ? []
      : bodiesOf(maker).map((body) => ({
          id: `access/fields-in-file/${resource}/${body === undefined ? '' : `${body}/`}${actor}`,
          title: `the file of ${resource} that ${actor} gets by ${operation}${sayingBody(body)} holds no hidden field`,
          operation,
          actor,
          tenant,
          resource,
          ...(body === undefined ? {} : { body }),
        })),
  );
}

/** The rows of a file, as objects, whether it is JSON or comma-separated values. */
const documentOf = ({ json, text }: { json: unknown; text: string }): unknown => json ?? recordsOf(text);

async function nothingHidden(world: World, cell: FileCell): Promise<Problem[]> {
  const { resource, actor, tenant, body } = cell;
  const at = await world.workshop.fresh(resource, tenant, actor, { body });
  const file = await takeFile(world, resource, at, { owner: actor, tenant });
  const document = documentOf(file.answer);
  if (Array.isArray(document) && document.length === 0)
    throw new Blocked(`the file of ${actor} holds no rows: it proves nothing`);
  return hiddenIn(world, cell, file, document);
}

export const fieldsInFile: Kind<FileCell> = {
  plan: (policy) =>
    writtenFiles(policy).flatMap(([resource, ...named]) =>
      lanes<FileCell>(
        {
          title: `A file of ${resource} shows each role only its fields`,
          gate: 'access',
          rule: 'excess-fields',
          feature: resource,
        },
        cellsAt(policy, resource, named),
      ),
    ),
  judge: nothingHidden,
};
