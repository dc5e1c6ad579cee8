import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Child, LEASH, machineEnvironment, run } from '../processes.ts';

const options = { cwd: import.meta.dirname, env: machineEnvironment() };
/** A process that says hello, and does not end by itself. */
const LASTING = `console.log('hello ' + process.pid); setInterval(() => {}, 1000)`;

/** Whether a process runs; one that ended and that nobody collected does not. */
function runs(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  const state =
    process.platform === 'linux'
      ? existsSync(stat) && readFileSync(stat, 'utf8').replace(/^.*\) /, '')
      : spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  return typeof state === 'string' && state !== '' && !state.startsWith('Z');
}

async function until(holds: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < 100 && !holds(); turn += 1) await sleep(50);
  return holds();
}

test('nothing of the environment but what the machine needs reaches a child', () => {
  process.env['APP_URL'] = 'https://app.example.com';
  const environment = machineEnvironment();
  delete process.env['APP_URL'];
  assert.equal(environment['APP_URL'], undefined);
  assert.equal(environment['PATH'], process.env['PATH']);
});

test('a child ends with the processes that it started', async () => {
  const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(LASTING)}], { stdio: 'inherit' })`;
  const child = new Child(process.execPath, ['-e', script], options);
  assert.ok(await until(() => child.output.includes('hello')));
  const grandchild = Number(/hello (\d+)/.exec(child.output)?.[1]);
  await child.end();
  assert.ok(await until(() => !runs(grandchild)));
});

test('a child that takes too long is ended and told so', async () => {
  const { ok, output } = await run(process.execPath, ['-e', LASTING], { ...options, timeout: 300 });
  assert.equal(ok, false);
  assert.match(output, /no end within 0\.3 s/);
});

test('a command that ends well is told apart from one that does not', async () => {
  assert.equal((await run(process.execPath, ['-e', ''], { ...options, timeout: 10_000 })).ok, true);
  assert.equal(
    (await run(process.execPath, ['-e', 'process.exit(3)'], { ...options, timeout: 10_000 })).ok,
    false,
  );
});

test('a child on the leash ends when its runner is killed', async () => {
  const processes = pathToFileURL(new URL('../processes.ts', import.meta.url).pathname).href;
  const runner = `
    import { Child, LEASH, machineEnvironment } from '${processes}';
    const child = new Child(process.execPath, ['--import', LEASH, '-e', ${JSON.stringify(LASTING)}], { cwd: '.', env: machineEnvironment() });
    child.process.stdout.on('data', (chunk) => process.stdout.write(chunk));`;
  const started = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', runner], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = (await once(started.stdout, 'data')) as [Buffer];
  const leashed = Number(/hello (\d+)/.exec(chunk.toString())?.[1]);
  assert.ok(runs(leashed));
  started.kill('SIGKILL');
  assert.ok(await until(() => !runs(leashed)));
  assert.ok(LEASH.endsWith('leash.mjs'));
});
