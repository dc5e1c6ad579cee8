/** `npm run unit`: every `test/*.test.ts` of the repository. Node.js 20 finds no files by pattern, so this does. */
import './lib/node-version.mjs';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { answerHelp } from './lib/usage.mjs';
import { ROOT } from './setup.mjs';

answerHelp(`Usage: npm run unit [-- PART...]

Runs the unit tests of the repository; with PARTs, those whose path holds one of them (npm run unit -- engine/probe).
`);

const SKIPPED = new Set([
  'node_modules',
  'dist',
  'reports',
  '.git',
  '.cache',
  '.target',
  '.auth',
  'test-results',
]);

/** @param {string} directory @returns {string[]} */
function testsBelow(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(directory, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : testsBelow(full);
    return path.basename(directory) === 'test' && entry.name.endsWith('.test.ts') ? [full] : [];
  });
}

const wanted = process.argv.slice(2);
const files = testsBelow(ROOT)
  .map((file) => path.relative(ROOT, file))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));
if (files.length === 0) {
  process.stderr.write(
    wanted.length === 0 ? 'no unit tests found\n' : `no unit test has ${wanted.join(' or ')} in its path\n`,
  );
  process.exit(1);
}
/** Rooms of functions that know nothing outside themselves: to start a process for each file takes longer than its tests do. */
const PURE = ['engine/kinds/test', 'engine/oracle/test', 'engine/plan/test', 'engine/sensors/test'];
const SHARED = path.join(ROOT, '.cache', 'unit', String(process.pid));

/**
 * Puts the files of a pure room into one, which imports them.
 *
 * @param {string} room @returns {string[]}
 */
function together(room) {
  const own = files.filter((file) => path.dirname(file) === path.normalize(room));
  if (own.length < 2) return own;
  const shared = path.join(SHARED, `${room.replaceAll('/', '-')}.mts`);
  const urls = own.map((file) => pathToFileURL(path.join(ROOT, file)).href);
  writeFileSync(shared, urls.map((url) => `import ${JSON.stringify(url)};\n`).join(''));
  return [shared];
}

mkdirSync(SHARED, { recursive: true });
const alone = files.filter((file) => PURE.every((room) => path.dirname(file) !== path.normalize(room)));
const processes = [...PURE.flatMap(together), ...alone];

/** Far above what any file takes, also on a busy machine: one that hangs is a failure, and not a run without an end. */
const TIMEOUT_MS = 300_000;
const options = [
  '--test',
  // Node leaves one processor to itself, which is half of two.
  `--test-concurrency=${availableParallelism()}`,
  `--test-timeout=${TIMEOUT_MS}`,
  '--test-reporter=spec',
];
const child = spawn(process.execPath, ['--import', 'tsx', ...options, ...processes], {
  cwd: ROOT,
  stdio: 'inherit',
});
child.once('close', (code) => {
  rmSync(SHARED, { recursive: true });
  process.exit(code ?? 1);
});
