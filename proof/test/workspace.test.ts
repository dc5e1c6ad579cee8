import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { filesOf, ROOT } from '../workspace.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'bulkhead-workspace-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

test('A folder that is no clone is copied as its .gitignore leaves it', () => {
  const folder = path.join(scratch, 'folder');
  mkdirSync(path.join(folder, 'dist'), { recursive: true });
  writeFileSync(path.join(folder, '.gitignore'), 'dist/\n.env\n');
  for (const name of ['a b.ts', '.env', 'dist/c.js']) writeFileSync(path.join(folder, name), '');
  assert.deepEqual(filesOf(folder, path.join(scratch, 'index')).sort(), ['.gitignore', 'a b.ts']);
});

test('The clone is copied with what is not committed, and without what it ignores', () => {
  const files = filesOf(ROOT, path.join(scratch, 'index-of-clone'));
  for (const name of ['package.json', 'target/start.ts', 'proof/workspace.ts', 'reports/README.md'])
    assert.ok(files.includes(name), name);
  assert.deepEqual(
    files.filter((name) => /^(?:node_modules|\.git|\.cache|\.auth)\//.test(name)),
    [],
  );
});
