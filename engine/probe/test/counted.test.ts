import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countedFrom } from '../counted.ts';

test('a number at the end of a path is counted up and down in its base, and no further than zero', () => {
  const paths = countedFrom('/api/v1/downloads/1009');
  for (const near of ['1010', '1008', '100a', '1001', '1017'])
    assert.ok(paths.includes(`/api/v1/downloads/${near}`), near);
  assert.ok(countedFrom('/files?code=zz9').includes('/files?code=zza'));
  assert.ok(countedFrom('/files?code=00A').includes('/files?code=00B'));
  assert.ok(countedFrom('/files/0').every((path) => !path.includes('-')));
});

test('what nobody counts to is left alone', () => {
  for (const path of ['/downloads/eyJhbGciOiJIUzI1NiJ9.c2lnbmVk', '/downloads/01234567890', '/'])
    assert.deepEqual(countedFrom(path), [], path);
});
