import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundle } from '../launcher/bundle.ts';
import { LauncherError } from '../launcher/options.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'bulkhead-bundle-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs a file without translating anything. Returns its exit code and both streams. */
function run(file: string): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('a service put together', () => {
  it('finds its packages and the files beside its sources from wherever it lies', async () => {
    const root = path.join(scratch, 'sources');
    mkdirSync(root);
    writeFileSync(path.join(root, 'beside.txt'), 'read from beside');
    writeFileSync(
      path.join(root, 'text.ts'),
      `import { readFileSync } from 'node:fs';
       export const text: string = readFileSync(new URL('beside.txt', import.meta.url), 'utf8');`,
    );
    writeFileSync(
      path.join(root, 'main.ts'),
      `import { parse } from 'yaml'; import { text } from './text.ts'; console.log(parse('[1, 2]').length, text);`,
    );
    const folder = path.join(scratch, 'elsewhere');
    const { one } = await bundle({ one: 'main.ts' }, { root, folder });
    assert.deepEqual(run(one), { status: 0, stdout: '2 read from beside\n', stderr: '' });
  });

  it('replaces that of an earlier start', async () => {
    const root = path.join(scratch, 'again');
    mkdirSync(root);
    writeFileSync(path.join(root, 'late.ts'), `console.log('late');`);
    writeFileSync(path.join(root, 'main.ts'), `console.log('first'); await import('./late.ts');`);
    const folder = path.join(scratch, 'same');
    const { one } = await bundle({ one: 'main.ts' }, { root, folder });
    assert.equal(run(one).stdout, 'first\nlate\n');
    writeFileSync(path.join(root, 'main.ts'), `console.log('second');`);
    await bundle({ one: 'main.ts' }, { root, folder });
    assert.equal(run(one).stdout, 'second\n');
    assert.deepEqual(readdirSync(folder).sort(), ['one.mjs', 'one.mjs.map']);
  });

  it('with a mistake in its sources names it and its place', async () => {
    const root = path.join(scratch, 'mistake');
    mkdirSync(root);
    writeFileSync(path.join(root, 'main.ts'), `import './other.ts';`);
    writeFileSync(path.join(root, 'other.ts'), `\nconst = 1;`);
    const none = bundle({ one: 'main.ts' }, { root, folder: path.join(scratch, 'none') });
    await assert.rejects(none, (error: Error) => {
      assert.ok(error instanceof LauncherError);
      assert.match(error.message, /^the services cannot be put together: .*"=".* \(other\.ts:2\)$/);
      return true;
    });
  });

  it('keeps the identity provider as quiet as its sources: one line, whatever its libraries say of the machine', async () => {
    const { idp } = await bundle(
      { idp: 'target/idp/main.ts' },
      { root: repository, folder: path.join(scratch, 'idp') },
    );
    const { status, stdout, stderr } = run(idp);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^idp: IDP_URL is not set.*\n$/);
  });
});
