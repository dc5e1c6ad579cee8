/** The steps of `npm test`, in order of price; the first that fails ends it. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { countJUnit, countProof, countUnit, type Counts } from './lib/counts.ts';
import { runFurtherVariants } from './matrix.ts';
import { runSuite } from './run.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const JUNIT = path.join(ROOT, 'reports', 'junit.xml');
const PROOF = path.join(ROOT, 'reports', 'proof.json');
const NOTHING: Counts = { passed: 0, failed: 0 };

interface Result extends Counts {
  code: number;
}

/**
 * Runs one of the package's own commands.
 *
 * @param show as it is said; or in one piece at the end, errors included, for what runs beside others
 */
function npmScript(
  show: 'at once' | 'at the end',
  name: string,
  ...args: string[]
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const colours = process.stdout.isTTY ? { FORCE_COLOR: process.env.FORCE_COLOR ?? '1' } : {};
    const child = spawn('npm', ['run', '--silent', name, '--', ...args], {
      cwd: ROOT,
      env: { ...process.env, ...colours },
      stdio: ['inherit', 'pipe', show === 'at once' ? 'inherit' : 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (show === 'at once') process.stdout.write(chunk);
      });
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => {
      if (show === 'at the end') process.stdout.write(output);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Lint keeps one processor busy for as long as the others take together. */
async function staticChecks(): Promise<Result> {
  const check = async (name: string): Promise<number> => (await npmScript('at the end', name)).code;
  const others = async (): Promise<number> =>
    Math.max(await check('check:types'), await check('check:format'));
  return { ...NOTHING, code: Math.max(...(await Promise.all([check('lint'), others()]))) };
}

async function unitTests(): Promise<Result> {
  const { code, output } = await npmScript('at once', 'unit');
  return { ...countUnit(output), code };
}

/** Before the suite, whose reports are to be the last. */
async function furtherVariants(): Promise<Result> {
  const counts = await runFurtherVariants();
  return { ...counts, code: counts.failed === 0 ? 0 : 1 };
}

async function suite(): Promise<Result> {
  rmSync(JUNIT, { force: true }); // an old one must not speak for this run
  const code = await runSuite([], { embedded: true });
  return { ...(existsSync(JUNIT) ? countJUnit(readFileSync(JUNIT, 'utf8')) : NOTHING), code };
}

/** A mutant that was killed counts as passed. The suite has passed on the honest target by then. */
async function quickProof(): Promise<Result> {
  rmSync(PROOF, { force: true });
  const { code } = await npmScript('at once', 'proof', '--quick', '--no-control');
  return { ...(existsSync(PROOF) ? countProof(readFileSync(PROOF, 'utf8')) : NOTHING), code };
}

const STEPS: readonly (readonly [heading: string, run: () => Promise<Result>])[] = [
  ['Types, lint, import boundaries and formatting', staticChecks],
  ['Unit tests', unitTests],
  ['Sign-in and session in every other variant', furtherVariants],
  ['Suite against the embedded target', suite],
  ['Proof that the suite sees', quickProof],
];

/**
 * Runs the steps and closes with a line of the form `12 passed, 0 failed`.
 *
 * @returns the exit code of the first step that failed, or 0
 */
export async function runAll(): Promise<number> {
  const total = { ...NOTHING };
  let code = 0;
  for (const [heading, run] of STEPS) {
    process.stdout.write(`\n── ${heading}\n`);
    const started = performance.now();
    const result = await run();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`── ${heading}: ${result.code === 0 ? 'passed' : 'FAILED'} (${seconds} s)\n`);
    total.passed += result.passed;
    // A step can fail without a failing test in it: a type error, or a run that could not verify everything.
    total.failed += result.code === 0 ? result.failed : Math.max(result.failed, 1);
    code = result.code;
    if (code !== 0) break;
  }
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  return code;
}
