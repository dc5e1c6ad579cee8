import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answered, signatureOf, unlike } from '../alike.ts';

const problem = { type: 'about:blank', title: 'Not valid', status: 400, code: 'invalid', correlationId: 'a' };

function answered(
  operation: string,
  json: unknown = problem,
  status = 400,
  type = 'application/problem+json',
): Answered {
  return { operation, answer: { status, headers: { 'content-type': type }, json } };
}

const ALIKE: [means: string, other: Answered][] = [
  ['another reference', answered('b', { ...problem, correlationId: 'b' })],
  ['a charset', answered('b', problem, 400, 'application/problem+json; charset=utf-8')],
  ['members in another order', answered('b', Object.fromEntries(Object.entries(problem).reverse()))],
];

const UNLIKE: [means: string, other: Answered][] = [
  ['another status', answered('b', problem, 422)],
  ['another code', answered('b', { ...problem, code: 'bad_input' })],
  ['another title', answered('b', { ...problem, title: 'name is too long' })],
  ['another content type', answered('b', problem, 400, 'application/json')],
  ['a member more', answered('b', { ...problem, errors: [{ field: 'name' }] })],
  ['a member of another type', answered('b', { ...problem, status: '400' })],
  ['a page', answered('b', undefined, 400, 'text/html')],
  ['a success', answered('b', { id: 1 }, 201, 'application/json')],
];

for (const [means, other] of ALIKE)
  test(`${means} is the same answer`, () =>
    assert.equal(signatureOf(other.answer), signatureOf(answered('a').answer)));

for (const [means, other] of UNLIKE)
  test(`${means} is another answer, and the one operation is named`, () => {
    const { others } = unlike([answered('a'), other, answered('c')]);
    assert.deepEqual(
      others.map(({ operation }) => operation),
      ['b'],
    );
  });

test('details that differ in their items and not in their structure are alike', () => {
  const details = (field: string) => answered(field, { ...problem, errors: [{ field, rule: 'long' }] });
  assert.deepEqual(unlike([details('name'), details('city')]).others, []);
});

test('nothing asked is nothing found', () => assert.deepEqual(unlike([]).others, []));
