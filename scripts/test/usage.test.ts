import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPTS = fileURLToPath(new URL('..', import.meta.url));
const run = (script: string, ...args: string[]) =>
  spawnSync(process.execPath, [path.join(SCRIPTS, script), ...args], { encoding: 'utf8', timeout: 60_000 });

for (const script of ['setup.mjs', 'test.mjs', 'matrix.mjs', 'unit.mjs'])
  test(`${script} --help tells what it does, and does nothing`, () => {
    const { status, stdout, stderr } = run(script, '--help');
    assert.equal(status, 0);
    assert.match(stdout, /^Usage: npm [\s\S]*\n$/);
    assert.equal(stderr, '');
  });

for (const script of ['setup.mjs', 'test.mjs', 'matrix.mjs'])
  test(`${script} refuses an argument that it would pass over`, () => {
    const { status, stdout, stderr } = run(script, '--quick');
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^unexpected argument "--quick": .*\n$/);
  });

test('unit.mjs says which part no test has in its path', () => {
  const { status, stderr } = run('unit.mjs', 'no/such/part');
  assert.equal(status, 1);
  assert.match(stderr, /no unit test has no\/such\/part in its path/);
});
