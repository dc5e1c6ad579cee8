import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { newsOf, noteKillers, readKillers } from '../killers.ts';
import { type Kill, ProofError, type Result, type Status } from '../model.ts';

const root = mkdtempSync(path.join(tmpdir(), 'bulkhead-killers-'));
after(() => rmSync(root, { recursive: true, force: true }));

const folder = (): string => mkdtempSync(path.join(root, 'mutants-'));

const result = (id: string, killedBy: Kill[], status: Status = 'killed'): Result => ({
  ...{ id, title: id, gate: 'isolation', cwe: 639, rule: 'cross-tenant-read' },
  ...{ status, killedBy, durationMs: 1 },
});
const seenBy = (test: string, rule = 'cross-tenant-read'): Kill => ({ rule, test });

test('who found each is noted by id, in order, and read again', () => {
  const place = folder();
  assert.equal(readKillers(place).size, 0);
  const results = [result('b', [seenBy('second')]), result('a', [seenBy('first'), seenBy('other')])];
  const none = readKillers(place);
  noteKillers(place, none, newsOf(none, results), new Set(['a', 'b']));
  assert.equal(
    readFileSync(path.join(place, 'killers.json'), 'utf8'),
    '{\n  "a": "first",\n  "b": "second"\n}\n',
  );
  assert.deepEqual(readKillers(place), new Map(Object.entries({ a: 'first', b: 'second' })));
});

test('what was noted before stays, unless the mutant is gone or another test finds it', () => {
  const place = folder();
  const before = new Map(Object.entries({ a: 'first', gone: 'first', moved: 'first' }));
  const results = [result('moved', [seenBy('second')]), result('a', [seenBy('second'), seenBy('first')])];
  const news = newsOf(before, results);
  assert.deepEqual([...news], [['moved', 'second']]);
  noteKillers(place, before, news, new Set(['a', 'moved', 'not-tried']));
  assert.deepEqual(readKillers(place), new Map(Object.entries({ a: 'first', moved: 'second' })));
});

test('what another rule found, or nobody, is not noted', () => {
  const results = [result('a', [seenBy('first', 'excess-fields')]), result('b', [], 'survived')];
  assert.deepEqual(newsOf(new Map(), results), new Map());
});

test('a test that finds a mutant only after others is no longer noted', () => {
  const place = folder();
  const before = new Map(Object.entries({ a: 'last', b: 'last' }));
  const results = [{ ...result('a', [seenBy('last')]), notedInVain: true as const }];
  noteKillers(place, before, newsOf(before, results), new Set(['a', 'b']));
  assert.deepEqual(readKillers(place), new Map([['b', 'last']]));
});

for (const [name, text] of Object.entries({
  'no JSON': '{',
  'a list': '["a"]',
  numbers: '{"a": 1}',
  nothing: 'null',
}))
  test(`a file that holds ${name} is refused by name`, () => {
    const place = folder();
    writeFileSync(path.join(place, 'killers.json'), text);
    assert.throws(
      () => readKillers(place),
      (error) =>
        error instanceof ProofError && error.exitCode === 2 && error.message.includes('killers.json'),
    );
  });
