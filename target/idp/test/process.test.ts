import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { makeEnvironment } from './environment.ts';

const ENTRY = fileURLToPath(new URL('../main.ts', import.meta.url));

function start(environment: Record<string, string>): { child: ChildProcess; output: () => [string, string] } {
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return { child, output: () => [stdout, stderr] };
}

test('The process says one line when it is ready, and ends on SIGTERM or with its standard input', async () => {
  const { environment, remove } = await makeEnvironment();
  for (const end of [
    (child: ChildProcess): unknown => child.kill('SIGTERM'),
    (child: ChildProcess): unknown => child.stdin?.end(),
  ]) {
    const { child, output } = start(environment);
    assert.ok(child.stdout);
    await once(child.stdout, 'data');
    const health = await fetch(`${environment['IDP_URL']}/health`);
    assert.deepEqual(await health.json(), { status: 'up' });
    end(child);
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 0);
    assert.deepEqual(output(), [`${JSON.stringify({ ready: true, url: environment['IDP_URL'] })}\n`, '']);
  }
  remove();
});

test('A wrong environment is named in one line', async () => {
  const { child, output } = start({ TARGET_LOGIN: 'guess' });
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, 1);
  const [stdout, stderr] = output();
  assert.equal(stdout, '');
  assert.match(stderr, /^idp: IDP_URL is not set; .*TARGET_LOGIN is not one of identifier, combined.*\n$/);
});
