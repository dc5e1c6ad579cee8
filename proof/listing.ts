/** Which tests the suite has, and where. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ProofError } from './model.ts';
import { lastLine, machineEnvironment, run } from './processes.ts';
import { PLAYWRIGHT } from './suite.ts';

const TIMEOUT_MS = 60_000;

/** By tag, without `@`: the files that have a test with it, relative to the folder of the specs. */
export type FilesByTag = ReadonlyMap<string, ReadonlySet<string>>;

interface Suites {
  suites?: Suites[];
  specs?: { file: string; tags: string[] }[];
}

function* placesIn({ suites = [], specs = [] }: Suites): Generator<{ tag: string; file: string }> {
  for (const { file, tags } of specs) yield* tags.map((tag) => ({ tag: tag.replace(/^@/, ''), file }));
  for (const suite of suites) yield* placesIn(suite);
}

/** Reads what Playwright lists as JSON. */
export function filesByTag(listed: Suites): FilesByTag {
  const found = new Map<string, Set<string>>();
  for (const { tag, file } of placesIn(listed)) found.set(tag, (found.get(tag) ?? new Set()).add(file));
  return found;
}

/**
 * Lists every test, its gates and rules among its tags.
 *
 * @throws ProofError when it cannot be listed
 */
export async function listTests(folder: string): Promise<FilesByTag> {
  const list = path.join(folder, '.cache', 'tests.json');
  const nowhere = 'http://localhost:1'; // a list needs settings, and asks nobody
  const settings = {
    APP_URL: nowhere,
    API_URL: nowhere,
    AUTH0_DOMAIN: nowhere,
    AUTH0_CLIENT_ID: '-',
    AUTH0_AUDIENCE: '-',
  };
  const { ok, output } = await run(process.execPath, [PLAYWRIGHT, 'test', '--list', '--reporter=json'], {
    cwd: folder,
    env: { ...machineEnvironment(), ...settings, PLAYWRIGHT_JSON_OUTPUT_FILE: list },
    timeout: TIMEOUT_MS,
  });
  if (!ok) throw new ProofError(`the suite cannot be listed: ${lastLine(output)}`);
  return filesByTag(JSON.parse(readFileSync(list, 'utf8')) as Suites);
}
