/** Running other programs during the set-up: with a time-out, and with a reason when they fail. */
import { spawn } from 'node:child_process';

/**
 * @typedef {object} Outcome
 * @property {boolean} ok
 * @property {string} output both streams together
 * @property {string} reason one line on why it failed; empty when it did not
 * @property {number} seconds
 */

/** Something that the user can mend; printed as it is, without a stack. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {number} [exitCode] 2 for a mistake in the configuration, 1 for anything else
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Error codes say more than the sentences around them. */
const TELLING =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EACCES|ENOSPC|error while loading|Unable to|cannot|Failed|npm error|Error|E:)/;

/**
 * The line that says most about a failure.
 *
 * @param {string} output
 */
export function reasonIn(output) {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at '));
  const codes = lines.find((line) => /\b(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ENOSPC)\b/.test(line));
  const telling = codes ?? lines.find((line) => TELLING.test(line)) ?? lines.at(-1) ?? '';
  return telling.replace(/^(?:npm error|Error:|E:)\s*/, '').slice(0, 200);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ timeout: number, cwd?: string, env?: Record<string, string | undefined> }} options time-out in milliseconds
 * @returns {Promise<Outcome>} never rejects
 */
export function run(command, args, { timeout, cwd, env = process.env }) {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
      // Grandchildren may hold the pipes open; they are not waited for.
      child.stdout.destroy();
      child.stderr.destroy();
    }, timeout);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => (output += String(chunk)));
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ ok: false, output, reason: error.message, seconds: seconds() });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const failure = late
        ? `no answer within ${timeout / 1000} s`
        : reasonIn(output) || `ended with ${signal ?? code}`;
      resolve({ ok: code === 0, output, reason: code === 0 ? '' : failure, seconds: seconds() });
    });
  });
}
