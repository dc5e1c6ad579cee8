import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { git } from '../git.ts';

const repository = mkdtempSync(path.join(tmpdir(), 'bulkhead-git-'));
const workspace = path.join(repository, '.cache', 'proof', '1');
const changed = (): string => readFileSync(path.join(workspace, 'target', 'a.txt'), 'utf8');
const input = `diff --git a/target/a.txt b/target/a.txt
--- a/target/a.txt
+++ b/target/a.txt
@@ -1 +1 @@
-honest
+faulty
`;

before(() => {
  git(repository, ['init', '-q'], { alone: true });
  mkdirSync(path.join(workspace, 'target'), { recursive: true });
  writeFileSync(path.join(workspace, 'target', 'a.txt'), 'honest\n');
});
after(() => rmSync(repository, { recursive: true, force: true }));

test('a patch goes into a workspace below a repository, which git would pass over', () => {
  git(workspace, ['apply'], { input });
  assert.equal(changed(), 'honest\n');
  git(workspace, ['apply'], { alone: true, input });
  assert.equal(changed(), 'faulty\n');
});

test('a patch that does not apply is refused in one line', () => {
  assert.throws(
    () => git(workspace, ['apply'], { alone: true, input }),
    (error: Error) => /patch failed: target\/a\.txt/.test(error.message) && !error.message.includes('\n'),
  );
});
