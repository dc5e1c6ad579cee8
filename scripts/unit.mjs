/** `npm run unit`: every `test/*.test.ts` of the repository. Node.js 20 finds no files by pattern, so this does. */
import './lib/node-version.mjs';
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
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
/** Far above what any file takes, also on a busy machine: one that hangs is a failure, and not a run without an end. */
const TIMEOUT_MS = 300_000;
const options = [
  '--test',
  // Node leaves one processor to itself, which is half of two.
  `--test-concurrency=${availableParallelism()}`,
  `--test-timeout=${TIMEOUT_MS}`,
  '--test-reporter=spec',
];
const child = spawn(process.execPath, ['--import', 'tsx', ...options, ...files], {
  cwd: ROOT,
  stdio: 'inherit',
});
child.once('close', (code) => process.exit(code ?? 1));
