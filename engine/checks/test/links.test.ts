import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretsOf } from '../links.ts';

test('the secret of a link stands in its query, or else at the end of its path', () => {
  assert.deepEqual(secretsOf('/downloads/aaaaaaaa.bbbbbbbb.cccccccc'), ['aaaaaaaa.bbbbbbbb.cccccccc']);
  assert.deepEqual(secretsOf('/files/0f8fad5b-d9cb-469f-a165-70867728950e?sig=0123456789abcdef0&v=1'), [
    '0123456789abcdef0',
  ]);
});

test('what is too short to be one is looked for nowhere', () => {
  assert.deepEqual(secretsOf('/downloads/report.csv?v=1'), []);
});
