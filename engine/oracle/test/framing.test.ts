import assert from 'node:assert/strict';
import { test } from 'node:test';
import { misreadOf } from '../framing.ts';

const heard = (...statuses: number[]) => ({
  answers: statuses.map((status) => ({ status, headers: {}, text: '', json: undefined })),
  closed: true,
});

test('a refusal is one answer of an error, or none', () => {
  for (const seen of [heard(400), heard(501), heard(413), heard()])
    assert.equal(misreadOf(seen, false), undefined);
});

test('a success, a second answer and an effect are none', () => {
  assert.equal(misreadOf(heard(201), true), 'status 201');
  assert.equal(misreadOf(heard(302), false), 'status 302');
  assert.equal(misreadOf(heard(400, 200), false), '2 answers to one request: 400, 200');
  assert.equal(misreadOf(heard(400, 400), false), '2 answers to one request: 400, 400');
  assert.match(misreadOf(heard(400), true) ?? '', /^status 400, and what it asked for was made/);
  assert.match(misreadOf(heard(), true) ?? '', /^status none, and what it asked for was made/);
});
