/** A file is what it says it is, or is not taken: its type is looked for in its content, and not believed. */
import type { Policy } from '../../policy/types.ts';
import { type SentFile, sendFile } from '../checks/files.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { lanes, stewardOf } from '../plan/cells.ts';
import type { Problem } from '../record/problem.ts';
import type { Kind, TenantCell } from './kind.ts';

const PAGE = '<!doctype html><title>Probe</title><p>A probe.</p>';
const PROGRAM = 'MZ\u0000\u0001\u0000\u0000\u0000\u0002This program cannot be run in DOS mode.\r\n';

const DISGUISED = {
  'page-as-picture': [
    'a page that says it is a picture',
    { fileName: 'probe.png', contentType: 'image/png', content: PAGE },
  ],
  'program-as-picture': [
    'a program that says it is a picture',
    { fileName: 'probe.jpg', contentType: 'image/jpeg', content: PROGRAM },
  ],
  'page-as-document': [
    'a page that says it is a document',
    { fileName: 'probe.pdf', contentType: 'application/pdf', content: PAGE },
  ],
  'program-as-document': [
    'a program that says it is a document',
    { fileName: 'probe.pdf', contentType: 'application/pdf', content: PROGRAM },
  ],
  'program-as-table': [
    'a program that says it is a table',
    { fileName: 'probe.csv', contentType: 'text/csv', content: PROGRAM },
  ],
} as const satisfies Record<string, readonly [says: string, file: SentFile]>;

type ContentCell = TenantCell & { resource: string; file: keyof typeof DISGUISED };

async function isLookedAt(world: World, { tenant, resource, file }: ContentCell): Promise<Problem[]> {
  // The positive control: a file of the policy's own is taken, so that a refusal is about the file.
  const owner = world.workshop.ownerOf(resource, tenant);
  await world.workshop.row(resource, tenant, owner);
  const [says, sent] = DISGUISED[file];
  const { call, at } = await sendFile(world, resource, tenant, sent);
  if (at)
    return [
      { request: call.request, expected: `a refusal of ${says}`, seen: `status ${call.answer.status}` },
    ];
  if (call.answer.status === 401) await world.assertAlive(owner);
  return errorProblems(call, world.policy.errors);
}

/** The operations by which somebody sends a file, and the resources that are made of it. */
const sending = (policy: Policy): [operation: string, resource: string][] =>
  Object.entries(policy.resources).flatMap(([resource, { make }]): [string, string][] =>
    make[0] !== undefined && policy.operations[make[0]]?.form !== undefined ? [[make[0], resource]] : [],
  );

export const fileContent: Kind<ContentCell> = {
  plan: (policy) =>
    sending(policy).flatMap(([operation, resource]) => {
      const [tenant] = Object.keys(policy.tenants);
      if (tenant === undefined) return [];
      return lanes<ContentCell>(
        {
          title: `${operation} takes no file for what it only says it is`,
          gate: 'disclosure',
          rule: 'file-type-believed',
          feature: resource,
        },
        (Object.keys(DISGUISED) as (keyof typeof DISGUISED)[]).map((file) => ({
          id: `disclosure/file-content/${operation}/${file}`,
          title: `${operation} does not take ${DISGUISED[file][0]}`,
          operation,
          actor: stewardOf(policy, tenant) ?? tenant,
          tenant,
          resource,
          file,
        })),
      );
    }),
  judge: isLookedAt,
};
