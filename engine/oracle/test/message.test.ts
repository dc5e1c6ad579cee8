import assert from 'node:assert/strict';
import { it } from 'node:test';
import { messageProblems, plain } from '../message.ts';

it('takes sentences', () => {
  for (const good of [
    'Something went wrong\nWe cannot reach the service. Check your connection and try again.',
    'Too many requests. Wait a few seconds, then try again.',
    'This conflicts with what is already there. Reference 0f8b3a52-4a5e-4c31-9b0a-6d5f0f0e4041',
    'Files may be up to 256 KB. Choose a smaller one.',
    'Etwas ist schiefgegangen. Bitte später noch einmal versuchen.',
  ])
    assert.deepEqual(messageProblems(good), [], good);
});

it('finds what is no help', () => {
  for (const bad of [
    '',
    '   ',
    'Error',
    'Oops, failed',
    'validation_failed: please check your entries',
    'The request failed with status code 503 today',
    'TypeError: the answer could not be read here',
    '{"title":"Bad request"} was the answer of the service',
    '<h1>Bad things</h1> happened to your request today',
    'The name undefined was not accepted by us',
    'TypeError Failed to fetch the list of things',
    'Your answer was [object Object] this time',
  ])
    assert.notEqual(messageProblems(bad).length, 0, bad);
});

it('leaves the reference out of the comparison', () => {
  assert.equal(plain('Not  saved.\nReference a1b2c3d4e5'), plain('Not saved. Reference f6e7d8c9b0'));
  assert.notEqual(plain('Not saved.'), plain('Not found.'));
});
