import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharedAsPerson, sharedWith } from '../cross-origin.ts';

const allows = (origin: string, credentials = false) => ({
  'access-control-allow-origin': origin,
  ...(credentials ? { 'access-control-allow-credentials': 'true' } : {}),
});

test('an answer is shared with the origin that it names, and with every one', () => {
  assert.equal(sharedWith(allows('null'), 'null'), 'Access-Control-Allow-Origin: null');
  assert.equal(sharedWith(allows('*'), 'null'), 'Access-Control-Allow-Origin: *');
  assert.equal(sharedWith(allows('https://app.example'), 'null'), undefined);
  assert.equal(sharedWith({}, 'null'), undefined);
});

test('what anybody may read is shared wrongly with credentials alone', () => {
  assert.equal(sharedAsPerson(allows('null'), 'null'), undefined);
  // Browsers take no credentials beside a star.
  assert.equal(sharedAsPerson(allows('*', true), 'null'), undefined);
  assert.match(sharedAsPerson(allows('null', true), 'null') ?? '', /with credentials$/);
});
