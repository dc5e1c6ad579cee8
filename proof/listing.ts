/** Which tests the suite has, and where. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ProofError } from './model.ts';
import { lastLine, machineEnvironment, run } from './processes.ts';
import { PLAYWRIGHT } from './suite.ts';

const TIMEOUT_MS = 60_000;

/** The files that have a test with a tag or of a title, relative to the folder of the specs. */
type Files = ReadonlyMap<string, ReadonlySet<string>>;

/** Where the tests of the suite are. */
export interface Tests {
  /** By tag, without `@`. */
  tagged: Files;
  titled: Files;
}

interface Suites {
  suites?: Suites[];
  specs?: { title: string; file: string; tags: string[] }[];
}

function* specsIn({
  suites = [],
  specs = [],
}: Suites): Generator<{ title: string; file: string; tags: string[] }> {
  yield* specs;
  for (const suite of suites) yield* specsIn(suite);
}

/** Reads what Playwright lists as JSON. */
export function testsIn(listed: Suites): Tests {
  const [tagged, titled] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  const note = (files: Map<string, Set<string>>, key: string, file: string): void => {
    files.set(key, (files.get(key) ?? new Set()).add(file));
  };
  for (const { title, file, tags } of specsIn(listed)) {
    note(titled, title, file);
    for (const tag of tags) note(tagged, tag.replace(/^@/, ''), file);
  }
  return { tagged, titled };
}

/**
 * Lists every test, its gates and rules among its tags.
 *
 * @throws ProofError when it cannot be listed
 */
export async function listTests(folder: string): Promise<Tests> {
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
  return testsIn(JSON.parse(readFileSync(list, 'utf8')) as Suites);
}
