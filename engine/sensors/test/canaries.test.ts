import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Canaries } from '../canaries.ts';

const VALUE = `Zephyrine's "Söhne" & Palace/2`;
const canaries = new Canaries({ hotel: [VALUE, 'Riverside Inn'], cinema: ['anna@lumen.example'] });
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const FORMS: Record<string, string> = {
  raw: `<td>${VALUE}</td>`,
  JSON: JSON.stringify({ name: VALUE }),
  'JSON in JSON': JSON.stringify({ text: JSON.stringify({ name: VALUE }) }),
  'JSON in ASCII': JSON.stringify({ name: VALUE }).replace(
    /[^ -~]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ),
  'JSON with escaped slashes': JSON.stringify({ name: VALUE }).replaceAll('/', '\\/'),
  HTML: `<td>${VALUE.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')}</td>`,
  'HTML without quotes': `<td>${VALUE.replaceAll('&', '&amp;')}</td>`,
  URL: `/x?name=${encodeURIComponent(VALUE)}`,
  form: new URLSearchParams({ name: VALUE }).toString(),
  'base64, first place': base64(VALUE),
  'base64, second place': base64(`x${VALUE}y`),
  'base64, third place': base64(`xx${VALUE}yy`),
  base64url: Buffer.from(`{"name":"${VALUE}"}`).toString('base64url'),
};

for (const [form, body] of Object.entries(FORMS)) {
  test(`a value is found in this form: ${form}`, () => {
    assert.deepEqual(canaries.in(body), [{ tenant: 'hotel', value: VALUE }]);
  });
}

test('look-alikes are left alone', () => {
  for (const body of [
    '',
    'Riverside',
    'riverside inn',
    'Riverside  Inn',
    'Riverside%2520Inn',
    'anna@lumen.exampl',
    'ANNA@LUMEN.EXAMPLE',
    base64('Riverside In'),
    JSON.stringify({ name: VALUE.slice(1) }),
  ])
    assert.deepEqual(canaries.in(body), [], body);
});

test('every value is told once, with its tenant', () => {
  const body = 'Riverside Inn, anna@lumen.example, Riverside Inn';
  assert.deepEqual(
    canaries.in(body).map(({ tenant }) => tenant),
    ['hotel', 'cinema'],
  );
});

test('a large body is remembered, and one that differs in a byte is another', () => {
  const clean = `${'x'.repeat(50_000)}Riverside Im`;
  assert.deepEqual(canaries.in(clean), []);
  assert.deepEqual(canaries.in(clean), []);
  assert.equal(canaries.in(`${'x'.repeat(50_000)}Riverside Inn`).length, 1);
});

test('with no values there is nothing to find', () => {
  assert.deepEqual(new Canaries({}).in('anything'), []);
});

test('a megabyte with thousands of values takes a moment', () => {
  const values = Array.from({ length: 4000 }, (_, index) => `person.${index}@lumen-cinemas.example`);
  const many = new Canaries({ cinema: values });
  const body = Buffer.from('somebody.else@lumen-cinemas.example and others, '.repeat(22_000));
  const start = performance.now();
  assert.deepEqual(many.in(body), []);
  assert.ok(performance.now() - start < 1500);
});
