import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Knowledge } from '../known.ts';

test('what a request carries is known to it, and to what is asked for after it', () => {
  const knowledge = new Knowledge();
  const before = knowledge.byNow();
  knowledge.send(['one']);
  const own = knowledge.byNow();
  knowledge.send(['two', 'one']);
  assert.deepEqual([before.has('one'), own.has('one'), own.has('two')], [false, true, false]);
  assert.ok(knowledge.byNow().has('two'));
});

test('what the platform is shown is known at once, also to what was asked for before', () => {
  const knowledge = new Knowledge();
  const before = knowledge.byNow();
  knowledge.byNow().show('one');
  assert.ok(before.has('one'));
});

test('knowledge goes on from what was known when it began, and from nothing that was sent elsewhere since', () => {
  const knowledge = new Knowledge();
  knowledge.send(['one']);
  const stream = new Knowledge(knowledge.byNow());
  knowledge.send(['two']);
  stream.send(['three']);
  assert.deepEqual(
    ['one', 'two', 'three'].map((value) => stream.byNow().has(value)),
    [true, false, true],
  );
  stream.byNow().show('four');
  assert.ok(knowledge.byNow().has('four'));
});
