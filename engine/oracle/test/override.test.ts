import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Sides, hidesOthers, reachedOf } from '../override.ts';

const sides: Sides = {
  own: { text: '{"items":[{"id":"0000aaaa-own","name":"Harbour View"}]}' },
  victim: { text: '{"items":[{"id":"0000bbbb-theirs","name":"Zephyrine Palace"}]}' },
  values: ['Zephyrine Palace', '0000bbbb-theirs', 'Harbour View'],
};
const answer = (status: number, text: string) => ({ status, text, headers: {}, json: undefined });

const judged: [what: string, status: number, text: string, reached: boolean][] = [
  ['an answer that ignores the name', 200, sides.own.text, false],
  ['a refusal', 403, '{"code":"forbidden"}', false],
  ['a refusal that echoes a value', 400, '{"detail":"Zephyrine Palace"}', false],
  ['the rows of the other tenant', 200, sides.victim.text, true],
  ['one id of the other tenant', 200, '{"items":[{"id":"0000bbbb-theirs"}]}', true],
  ['a value that both tenants have', 200, '{"items":[{"name":"Harbour View"}]}', false],
];

for (const [what, status, text, reached] of judged) {
  test(`${what} is ${reached ? '' : 'not '}held against the API`, () => {
    assert.equal(reachedOf(answer(status, text), sides, '/list') !== undefined, reached);
  });
}

test('figures without a value of their own are told by the whole answer', () => {
  const figures: Sides = { own: { text: '{"count":4}' }, victim: { text: '{"count":7}' }, values: [] };
  assert.equal(reachedOf(answer(200, '{"count":7}'), figures, '/metrics'), 'the answer of the other tenant');
  assert.equal(reachedOf(answer(200, '{"count":4}'), figures, '/metrics'), undefined);
  assert.equal(reachedOf(answer(200, '{"count":5}'), figures, '/metrics'), undefined);
});

test('what the request itself said is no leak', () => {
  const echo = answer(200, '{"items":[],"tenant":"0000bbbb-theirs"}');
  assert.equal(reachedOf(echo, sides, '/list?tenant=0000bbbb-theirs'), undefined);
});

for (const [what, named, nameless, hides] of [
  ['an invalid request', 400, 200, true],
  ['a refusal of one name', 403, 200, true],
  ['a refusal of one name, with the id of another tenant', 403, 404, true],
  ['the refusal that the id of another tenant meets anyway', 404, 404, false],
  ['an answer as ever', 200, 200, false],
  ['a success', 200, 404, false],
] as const)
  test(`${what} ${hides ? 'may hide' : 'hides no'} other names`, () =>
    assert.equal(hidesOthers({ status: named }, { status: nameless }), hides));
