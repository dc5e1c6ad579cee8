import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PART, partOf, within } from '../part.ts';

const CHANGES = /\.changes\.spec\.ts$/;
const EVERYTHING = { grep: '', grepInvert: '', projects: [], files: [] };
const FILE = '/clone/e2e/changes/tenants.changes.spec.ts';

/** Whether a test of a file is in a project, as Playwright asks. */
function holds({ testMatch, grep, grepInvert }: ReturnType<typeof within>, title: string): boolean {
  const found = (expression: RegExp): boolean => title.search(expression) !== -1;
  return testMatch.test(FILE) && (!grep || found(grep)) && !(grepInvert && found(grepInvert));
}

test('without a part a project is whole', () => {
  assert.equal(partOf({}), undefined);
  assert.deepEqual(within(undefined, 'changes', CHANGES), { testMatch: CHANGES });
});

test('a part is handed over by the environment', () => {
  const part = { ...EVERYTHING, grep: 'x' };
  assert.deepEqual(partOf({ [PART]: JSON.stringify(part) }), part);
});

for (const [what, part, isIn] of [
  ['a title', { grep: '@access' }, true],
  ['a title in capitals', { grep: 'ALERT' }, true],
  ['a title of another', { grep: '@isolation' }, false],
  ['a literal expression, whose case counts', { grep: '/ALERT/' }, false],
  ['a title that is left out', { grepInvert: 'alert' }, false],
  ['a title of another that is left out', { grepInvert: '@isolation' }, true],
  ['the project', { projects: ['pages', 'changes'] }, true],
  ['the project by its beginning', { projects: ['ch*'] }, true],
  ['another project', { projects: ['pages'] }, false],
  ['a name that only begins alike', { projects: ['change'] }, false],
  ['the folder', { files: ['e2e/changes'] }, true],
  ['the file and another', { files: ['callback', 'tenants.changes'] }, true],
  ['another folder', { files: ['e2e/access'] }, false],
  ['the folder, and a title of another', { files: ['e2e/changes'], grep: '@isolation' }, false],
] as const)
  test(`a part that asks for ${what} ${isIn ? 'keeps' : 'leaves out'} a test`, () =>
    assert.equal(
      holds(within({ ...EVERYTHING, ...part }, 'changes', CHANGES), 'analyst deletes an alert @access'),
      isIn,
    ));

test('a file of another project is in none of its parts', () => {
  const { testMatch } = within({ ...EVERYTHING, files: ['e2e'] }, 'changes', CHANGES);
  assert.equal(testMatch.test('/clone/e2e/access/api.spec.ts'), false);
});
