import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Knowledge } from '../known.ts';

test('what a request carries is known to it, and to what is asked for after it', () => {
  const knowledge = new Knowledge();
  const before = knowledge.byNow();
  knowledge.send(() => ['one']);
  const own = knowledge.byNow();
  knowledge.send(() => ['two', 'one']);
  assert.deepEqual([before.has('one'), own.has('one'), own.has('two')], [false, true, false]);
  assert.ok(knowledge.byNow().has('two'));
});

test('what the platform is shown is known at once, also to what was asked for before', () => {
  const knowledge = new Knowledge();
  const before = knowledge.byNow();
  knowledge.byNow().show('one');
  assert.ok(before.has('one'));
});

test('what is sent is looked through once, and only where it is asked for', () => {
  const knowledge = new Knowledge();
  let searches = 0;
  knowledge.send(() => {
    searches += 1;
    return ['one'];
  });
  assert.equal(searches, 0);
  assert.ok(knowledge.byNow().has('one'));
  assert.ok(!knowledge.byNow().has('two'));
  assert.equal(searches, 1);
});

test('a value was sent by a moment when its first request was made by then', () => {
  const knowledge = new Knowledge();
  knowledge.send(() => ['one'], 1000);
  knowledge.send(() => ['one', 'two'], 2000);
  const moments = [999, 1000, 2000];
  assert.deepEqual(
    ['one', 'two'].map((value) => moments.map((moment) => knowledge.sentBy(value, moment))),
    [
      [false, true, true],
      [false, false, true],
    ],
  );
});
