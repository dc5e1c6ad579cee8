/** The name of a file that somebody sends stays a name: it writes nothing into the head of the answer that gives the file away. */
import { type SentFile, sendFile, takeFile } from '../checks/files.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { nameProblems } from '../oracle/served.ts';
import { lanes, stewardOf } from '../plan/cells.ts';
import type { Problem } from '../record/problem.ts';
import type { Kind, TenantCell } from './kind.ts';
import { filesGivenAway } from './served-file.ts';

/** What a name must not become: a parameter of its own. */
const PARAMETER = 'bulkhead';

const NAMES = {
  quoted: ['a quotation mark', `probe.txt"; ${PARAMETER}="probe.txt`],
  parted: ['a semicolon', `probe; ${PARAMETER}=probe.txt`],
} as const;

type NameCell = TenantCell & { resource: string; name: keyof typeof NAMES };

async function staysAName(world: World, { tenant, resource, name }: NameCell): Promise<Problem[]> {
  const owner = world.workshop.ownerOf(resource, tenant);
  // The positive control: a file of the policy's own is taken, so that a refusal is about the name.
  await world.workshop.row(resource, tenant, owner);
  const [says, fileName] = NAMES[name];
  const file: SentFile = { fileName, contentType: 'text/plain', content: 'A probe.\n' };
  const { call, at } = await sendFile(world, resource, tenant, file);
  if (call.answer.status === 401) await world.assertAlive(owner);
  if (!at) return errorProblems(call, world.policy.errors);
  const taken = await takeFile(world, resource, at, { owner, tenant });
  return nameProblems(taken.answer, PARAMETER).map((seen) => ({
    request: taken.request,
    expected: `a file name with ${says} in it to stay one name`,
    seen,
  }));
}

export const fileName: Kind<NameCell> = {
  plan: (policy) =>
    filesGivenAway(policy).flatMap((resource) => {
      const [tenant] = Object.keys(policy.tenants);
      if (tenant === undefined) return [];
      return lanes<NameCell>(
        {
          title: `The name of a file of ${resource} stays a name`,
          gate: 'isolation',
          rule: 'file-name-in-head',
          feature: resource,
        },
        (Object.keys(NAMES) as (keyof typeof NAMES)[]).map((name) => ({
          id: `isolation/file-name/${resource}/${name}`,
          title: `a file name with ${NAMES[name][0]} in it writes nothing into the head of the answer`,
          operation: policy.resources[resource]?.file?.operation ?? '',
          actor: stewardOf(policy, tenant) ?? tenant,
          tenant,
          resource,
          name,
        })),
      );
    }),
  judge: staysAName,
};
