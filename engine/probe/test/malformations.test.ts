import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CorpusEntry, OperationPolicy } from '../../../policy/types.ts';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { type Shape, attemptsOf, kindOf, malformationsOf } from '../malformations.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);

const operation = (name: string): OperationPolicy => {
  const found = policy.operations[name];
  assert.ok(found, name);
  return found;
};

const VALID: Shape = {
  path: '/api/v1/things/abc?sort=name',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ name: 'Probe 1', price: 4, on: true }),
};
const THING = {
  ...operation('competitors.update'),
  path: '/api/v1/things/{thingId}',
  body: { name: 'Probe {{unique}}', price: 4, on: true },
};

const entry = (more: Partial<CorpusEntry> & Pick<CorpusEntry, 'at' | 'values'>): CorpusEntry => ({
  together: false,
  expect: 'refused',
  alike: false,
  ...more,
});

function spoilt(more: Parameters<typeof entry>[0]) {
  const corpus = { ...policy.corpus, malformations: { it: entry(more) } };
  return attemptsOf({ corpus, paging: policy.paging }, 'it', VALID, THING);
}

test('fields are known by what the policy writes in them', () => {
  const kinds = [
    'Probe {{unique}}',
    '{{tenant}}',
    '{{id:competitors}}',
    '2026-01-15T12:00:00Z',
    4,
    true,
    null,
  ].map(kindOf);
  assert.deepEqual(kinds, ['text', 'id', 'id', 'instant', 'number', 'other', 'other']);
});

test('an entry is put into one field after the other, and says which', () => {
  const attempts = spoilt({ at: 'field', values: [null] });
  assert.deepEqual(
    attempts.map(({ means, shape }) => [means, shape.body]),
    [
      ['name', '{"name":null,"price":4,"on":true}'],
      ['price', '{"name":"Probe 1","price":null,"on":true}'],
      ['on', '{"name":"Probe 1","price":4,"on":null}'],
    ],
  );
});

test('an entry is put into all fields at once where it says so', () => {
  const [attempt, ...more] = spoilt({ at: 'field', values: [null], together: true });
  assert.equal(attempt?.shape.body, '{"name":null,"price":null,"on":null}');
  assert.deepEqual(more, []);
});

test('a text keeps what it held, by which the run finds what it made', () => {
  const [attempt] = spoilt({ at: 'text', values: [{ repeat: 'x', times: 3 }] });
  assert.equal((JSON.parse(attempt?.shape.body ?? '') as { name: string }).name, 'Probe 1xxx');
});

test('what goes into addresses goes into those of mail and of the web alone, behind them', () => {
  const body = { name: 'a@b and c', mail: 'p{{unique}}@x.example', site: 'https://x.example/a', on: true };
  const corpus = { ...policy.corpus, malformations: { it: entry({ at: 'address', values: ['\nx'] }) } };
  const operation = { ...THING, body };
  assert.deepEqual(malformationsOf(corpus, operation), ['it']);
  assert.deepEqual(malformationsOf(corpus, { ...THING, body: { name: 'x' } }), []);
  const valid = { ...VALID, body: JSON.stringify({ ...body, mail: 'p1@x.example' }) };
  assert.deepEqual(
    attemptsOf({ corpus, paging: policy.paging }, 'it', valid, operation).map(({ means, shape }) => [
      means,
      (JSON.parse(shape.body ?? '') as Record<string, string>)[means],
    ]),
    [
      ['mail', 'p1@x.example\nx'],
      ['site', 'https://x.example/a\nx'],
    ],
  );
});

test('JSON that no value stands for is spliced in', () => {
  const [attempt] = spoilt({ at: 'number', values: [{ json: '1e999' }] });
  assert.equal(attempt?.shape.body, '{"name":"Probe 1","price":1e999,"on":true}');
});

test('bytes that are no text are sent as they are', () => {
  const [attempt] = spoilt({ at: 'text', values: [{ base64: '/w==' }] });
  const bytes = attempt?.shape.bytes ?? Buffer.alloc(0);
  assert.ok(bytes.includes(Buffer.from([0x31, 0xff, 0x22])), bytes.toString('latin1'));
});

test('depth is made of brackets', () => {
  const [attempt] = spoilt({ at: 'text', values: [{ deep: 3 }] });
  assert.match(attempt?.shape.body ?? '', /"name":\[\[\[\]\]\]/);
});

test('an id is escaped, and is not where it is written raw', () => {
  const attempts = spoilt({ at: 'id', values: ['a/b', { raw: '%zz' }] });
  assert.deepEqual(
    attempts.map(({ shape }) => shape.path),
    ['/api/v1/things/a%2Fb?sort=name', '/api/v1/things/%zz?sort=name'],
  );
});

test('an event is one that a stream is told to go on after', () => {
  const [attempt] = spoilt({ at: 'event', values: ['-1'] });
  assert.equal(attempt?.shape.headers['last-event-id'], '-1');
});

test('a whole body has the content type that its entry names', () => {
  const [attempt] = spoilt({ at: 'body', values: ['<x/>'], contentType: 'application/xml' });
  assert.deepEqual(attempt?.shape, {
    path: VALID.path,
    headers: { 'content-type': 'application/xml' },
    body: '<x/>',
  });
});

test('an entry applies where there is such input, and nowhere else', () => {
  const at = (name: string): string[] => malformationsOf(policy.corpus, operation(name));
  assert.ok(at('competitors.create').includes('broken JSON'));
  assert.ok(at('prices.create').includes('a date that does not exist'));
  assert.ok(at('attachments.create').includes('a form without parts'));
  assert.ok(at('competitors.list').includes('a page that is none'));
  assert.ok(at('competitors.read').includes('a broken escape in the id'));
  // A part of a row may be changed: what is needed stands in it already.
  assert.ok(!at('competitors.update').includes('nothing of what is needed'));
  assert.ok(!at('competitors.delete').includes('an over-large header'));
  assert.ok(!at('competitors.list').includes('broken JSON'));
  assert.ok(at('alerts.stream').includes('an odd last event'));
  assert.ok(!at('alerts.list').includes('an odd last event'));
});

test('a name that the corpus does not have is refused', () => {
  assert.throws(
    () => attemptsOf({ corpus: policy.corpus, paging: policy.paging }, 'no such thing', VALID, THING),
    /no malformation "no such thing"/,
  );
});
