/** A file that somebody sends is served to others as something to save, whatever it is called and whatever it says it is. */
import type { Policy } from '../../policy/types.ts';
import { type SentFile, sendFile, takeFile } from '../checks/files.ts';
import { oncePerWorld } from '../checks/once-per-world.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { servedProblems } from '../oracle/served.ts';
import { lanes, stewardOf } from '../plan/cells.ts';
import type { Call } from '../probe/client.ts';
import type { Problem } from '../record/problem.ts';
import type { Kind, TenantCell } from './kind.ts';

const PAGE = '<!doctype html><title>Probe</title><script>document.title = 1</script>';
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = 1</script></svg>';
const DOCUMENT =
  '%PDF-1.4\n1 0 obj\n<< /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>\nendobj\n%%EOF\n';
const MARKUP = `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>document.title = 1</script></html>`;

const FILES = {
  page: ['a page', { fileName: 'probe.html', contentType: 'text/html', content: PAGE }],
  'page-as-text': [
    'a page that says it is a text',
    { fileName: 'probe.html', contentType: 'text/plain', content: PAGE },
  ],
  'page-in-text': [
    'a text that holds a page',
    { fileName: 'probe.txt', contentType: 'text/plain', content: PAGE },
  ],
  picture: [
    'a drawing with a script',
    { fileName: 'probe.svg', contentType: 'image/svg+xml', content: PICTURE },
  ],
  'picture-as-text': [
    'a drawing that says it is a text',
    { fileName: 'probe.svg', contentType: 'text/plain', content: PICTURE },
  ],
  script: [
    'a script',
    { fileName: 'probe.js', contentType: 'text/javascript', content: 'document.title = 1' },
  ],
  document: [
    'a document that may hold scripts',
    { fileName: 'probe.pdf', contentType: 'application/pdf', content: DOCUMENT },
  ],
  table: ['a table', { fileName: 'probe.csv', contentType: 'text/csv', content: 'name,price\nProbe,1\n' }],
  markup: [
    'markup that may be a page',
    { fileName: 'probe.xml', contentType: 'application/xml', content: MARKUP },
  ],
  bytes: [
    'a page that says it is anything',
    { fileName: 'probe.bin', contentType: 'application/octet-stream', content: PAGE },
  ],
} as const satisfies Record<string, readonly [says: string, file: SentFile]>;

type FileCell = TenantCell & { resource: string; file: keyof typeof FILES };

/** How a file of the policy's own is served, by resource and tenant. */
const usual = oncePerWorld<Call>();

async function isSaved(world: World, cell: FileCell): Promise<Problem[]> {
  const { tenant, resource } = cell;
  const owner = world.workshop.ownerOf(resource, tenant);
  // The positive control: a file of the policy's own is taken, so that a refusal is about the file.
  const own = await usual(world, JSON.stringify([resource, tenant]), async () =>
    takeFile(world, resource, await world.workshop.row(resource, tenant, owner), { owner, tenant }),
  );
  const [says, file] = FILES[cell.file];
  const { call, at } = await sendFile(world, resource, tenant, file);
  if (!at) return errorProblems(call, world.policy.errors);
  const taken = await takeFile(world, resource, at, { owner, tenant });
  return servedProblems(taken.answer, own.answer).map((seen) => ({
    request: taken.request,
    expected: `${says} to be saved and not opened`,
    seen,
  }));
}

/** Resources that are made of a file that somebody sends, and give it away again. */
export const filesGivenAway = (policy: Policy): string[] =>
  Object.keys(policy.resources).filter((name) => {
    const { file, make } = policy.resources[name] ?? {};
    return file !== undefined && policy.operations[make?.[0] ?? '']?.form !== undefined;
  });

export const servedFile: Kind<FileCell> = {
  plan: (policy) =>
    filesGivenAway(policy).flatMap((resource) => {
      const [tenant] = Object.keys(policy.tenants);
      if (tenant === undefined) return [];
      return lanes<FileCell>(
        {
          title: `A file of ${resource} is served as something to save`,
          gate: 'isolation',
          rule: 'file-served-as-page',
          feature: resource,
        },
        (Object.keys(FILES) as (keyof typeof FILES)[]).map((file) => ({
          id: `isolation/served-file/${resource}/${file}`,
          title: `${FILES[file][0]} is served as something to save, or not taken at all`,
          operation: policy.resources[resource]?.file?.operation ?? '',
          actor: stewardOf(policy, tenant) ?? tenant,
          tenant,
          resource,
          file,
        })),
      );
    }),
  judge: isSaved,
};
