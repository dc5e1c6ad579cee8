import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traversals } from '../traversals.ts';

const paths = traversals(['/assets/', '/']).map(({ path }) => path);

test('each folder is left in every spelling, for files with a suffix and without', () => {
  for (const start of ['/', '/assets/'])
    for (const above of ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..%5c', '..%252f', '....//'])
      assert.ok(paths.includes(`${start}${above}package.json`), `${start}${above}`);
  assert.ok(paths.some((path) => path.endsWith('../etc/passwd')));
  assert.ok(paths.some((path) => path.endsWith('%2fetc%2fnsswitch.conf')));
  assert.ok(paths.some((path) => path.endsWith('%5cetc%5cpasswd')));
});

test('no address comes twice', () => {
  assert.equal(new Set(paths).size, paths.length);
});
