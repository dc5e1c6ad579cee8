import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { git } from '../git.ts';
import { readKillers } from '../killers.ts';
import { type Mutant, ProofError } from '../model.ts';
import { readHeader, readMutants, select } from '../mutants.ts';

const root = mkdtempSync(path.join(tmpdir(), 'bulkhead-mutants-'));
after(() => rmSync(root, { recursive: true, force: true }));

const HEADER = `# id: cache-shared
# title: A cached competitor: found by its id alone
# gate: isolation
# cwe: 524
# rule: cross-tenant-read
`;
const DIFF = `
diff --git a/target/api/cache.ts b/target/api/cache.ts
--- a/target/api/cache.ts
+++ b/target/api/cache.ts
@@ -1 +1 @@
--- old: a comment of SQL
+-- rule: not a header
`;

function folder(name: string, files: Record<string, string>): string {
  const place = mkdtempSync(path.join(root, `${name}-`));
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(place, file), text);
  return place;
}

/** The message of the one error that must come, with exit code 2. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof ProofError);
    assert.equal(error.exitCode, 2);
    return error.message;
  }
  return assert.fail('nothing was refused');
}

test('a header is read up to the diff', () => {
  assert.deepEqual(readHeader(HEADER + DIFF), {
    id: 'cache-shared',
    title: 'A cached competitor: found by its id alone',
    gate: 'isolation',
    cwe: 524,
    rule: 'cross-tenant-read',
    quick: false,
  });
});

test('a weakness may be written as CWE-524, and the quick quarter is marked', () => {
  const header = readHeader(HEADER.replace('cwe: 524', 'CWE: CWE-524') + '# quick: yes\n' + DIFF);
  assert.ok(!('mistakes' in header));
  assert.equal(header.cwe, 524);
  assert.equal(header.quick, true);
});

test('every mistake of a header is named', () => {
  const header = readHeader(
    HEADER.replace('id: cache-shared', 'id: Cache Shared').replace(/# rule.*\n/, '') + DIFF,
  );
  assert.ok('mistakes' in header);
  assert.equal(header.mistakes.length, 2);
  assert.match(header.mistakes.join('\n'), /"# id: Cache Shared" is not a name[^]*"# rule:" is missing/);
});

test('a mutant knows its file and what it changes', () => {
  const place = folder('good', { 'a.patch': HEADER + DIFF, 'notes.txt': 'no mutant' });
  const [mutant, ...more] = readMutants(place);
  assert.equal(more.length, 0);
  assert.equal(mutant?.file, path.join(place, 'a.patch'));
  assert.deepEqual(mutant?.paths, ['target/api/cache.ts']);
});

test('a mistake is told with the name of its file', () => {
  const wrong = {
    'a.patch': HEADER + DIFF,
    'b.patch': HEADER + DIFF,
    'c.patch': HEADER.replace('cache-shared', 'c') + DIFF.replaceAll('target/', 'engine/'),
    'd.patch': HEADER.replace('cache-shared', 'd') + 'diff --git a/target/x b/target/x\n@@ nonsense\n',
    'e.patch': DIFF,
  };
  const message = refusal(() => readMutants(folder('wrong', wrong)));
  assert.match(message, /b\.patch: the id cache-shared is taken/);
  assert.match(message, /c\.patch: it changes engine\/api\/cache\.ts, which is not below target\//);
  assert.match(message, /d\.patch: git cannot read its diff/);
  assert.match(message, /e\.patch: "# id:" is missing/);
  assert.doesNotMatch(message, /a\.patch/);
});

test('a folder that is not there or holds no mutant is refused', () => {
  assert.match(
    refusal(() => readMutants(path.join(root, 'nowhere'))),
    /no folder of mutants/,
  );
  assert.match(
    refusal(() => readMutants(folder('empty', {}))),
    /holds no mutant/,
  );
});

const mutants = ['a', 'b', 'c'].map((id): Mutant => ({
  ...{ id, title: id, gate: 'isolation', cwe: 1, rule: 'cross-tenant-read' },
  ...{ quick: id === 'b', file: `${id}.patch`, patch: '', paths: ['target/x'] },
}));

test('mutants are chosen by id or by their mark', () => {
  const ids = (wish: Parameters<typeof select>[1]): string[] => select(mutants, wish).map(({ id }) => id);
  assert.deepEqual(ids({ only: [], quick: false }), ['a', 'b', 'c']);
  assert.deepEqual(ids({ only: ['c', 'a'], quick: false }), ['a', 'c']);
  assert.deepEqual(ids({ only: [], quick: true }), ['b']);
});

test('an unknown id is refused, and so is a selection of nothing', () => {
  assert.match(
    refusal(() => select(mutants, { only: ['a', 'x', 'y'], quick: false })),
    /x, y/,
  );
  assert.match(
    refusal(() => select(mutants, { only: ['a'], quick: true })),
    /marked "# quick: yes"/,
  );
});

const HERE = path.join(import.meta.dirname, '..', 'mutants');
const own = readMutants(HERE);
const quickOnes = own.filter(({ quick }) => quick);

test('the mutants of this repository are named after their files, and a quarter of them is quick', () => {
  for (const { id, file } of own) assert.equal(path.basename(file), `${id}.patch`);
  const counts = `${quickOnes.length} of ${own.length}`;
  assert.ok(quickOnes.length * 4 >= own.length - 4 && quickOnes.length * 3 <= own.length, counts);
  // Each gate is represented.
  assert.deepEqual(new Set(quickOnes.map(({ gate }) => gate)), new Set(own.map(({ gate }) => gate)));
});

test('of every quick one it is noted who finds it, and of none that is not there', () => {
  const killers = readKillers(HERE);
  const unnoted = quickOnes.map(({ id }) => id).filter((id) => !killers.has(id));
  assert.deepEqual(unnoted, [], 'npm run proof -- --only … --note notes them');
  const ids = new Set(own.map(({ id }) => id));
  const gone = [...killers.keys()].filter((id) => !ids.has(id));
  assert.deepEqual(gone, []);
});

test('every mutant of the repository applies to the target as it is', () => {
  const repository = path.join(HERE, '..', '..');
  for (const { id, patch } of own)
    assert.doesNotThrow(
      () => git(repository, ['apply', '--check'], { input: patch }),
      `${id} does not apply`,
    );
});
