import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../../../policy/types.ts';
import type { Call } from '../../probe/client.ts';
import {
  type Outcome,
  changeOf,
  closedProblems,
  emptied,
  halfDoneIn,
  recoveredProblems,
  servedProblems,
  unmadeProblems,
  untold,
} from '../outage.ts';

const errors = {
  contentType: 'application/problem+json',
  denied: [401, 403, 404],
  schema: { type: 'object', required: ['code'] },
} as Policy['errors'];
const values = { own: ['Zephyrine Suites'], others: ['Lumen Palace'] };
const request = { method: 'GET', path: '/api/v1/things' };

function answered(
  status: number,
  body: unknown,
  type = status >= 400 ? errors.contentType : 'application/json',
): Call {
  const text = JSON.stringify(body);
  return {
    request,
    sent: request.path,
    answer: { status, headers: { 'content-type': type }, text, json: body },
  };
}
const rows = { items: [{ name: 'Zephyrine Suites' }], total: 1 };
const before = answered(200, rows);
const unavailable = answered(503, { code: 'unavailable' });
const unanswered: Outcome = { request, unanswered: 'no answer in 8 s' };

const rulesOf = (problems: { rule?: string | undefined }[]): string[] =>
  problems.map(({ rule }) => rule ?? 'own');

test('what was full and is empty is found, wherever it is', () => {
  assert.equal(emptied(rows, { items: [], total: 0 }), '/items');
  assert.equal(emptied({ a: { b: [1] } }, { a: { b: [] } }), '/a/b');
  assert.equal(emptied([1], []), '/');
  assert.equal(emptied(rows, { items: [{ name: 'another' }], total: 1 }), undefined);
  assert.equal(emptied({ items: [] }, { items: [] }), undefined);
  assert.equal(emptied({ items: [[1]] }, { items: [[]] }), undefined);
  assert.equal(emptied(undefined, {}), undefined);
});

const CLOSED: [string, Outcome, string[]][] = [
  ['an error of the contract', { call: unavailable }, []],
  ['another server error of the contract', { call: answered(500, { code: 'internal' }) }, []],
  ['the rows of before', { call: before }, ['own']],
  ['an empty list', { call: answered(200, { items: [], total: 0 }) }, ['own']],
  ['a sign-out', { call: answered(401, { code: 'unauthorized' }) }, ['own']],
  ['a denial', { call: answered(403, { code: 'forbidden' }) }, ['own']],
  ['an absence', { call: answered(404, { code: 'not_found' }) }, ['own']],
  ['no answer', unanswered, ['outage-unbounded']],
  ['the page of a proxy', { call: answered(502, {}, 'text/html') }, ['own']],
  [
    'the words of a driver',
    { call: answered(503, { code: 'x', detail: 'connect ECONNREFUSED' }) },
    ['error-disclosure'],
  ],
  ['an error with rows', { call: answered(503, { code: 'x', last: rows }) }, ['own']],
  [
    'rows of another tenant',
    { call: answered(200, { items: [{ name: 'Lumen Palace' }] }) },
    ['outage-mixes-tenants', 'own'],
  ],
];
for (const [title, outcome, rules] of CLOSED)
  test(`while the database is away: ${title}`, () =>
    assert.deepEqual(rulesOf(closedProblems(outcome, before, errors, values)), rules));

const SERVED: [string, Outcome, string[]][] = [
  ['the rows of before', { call: before }, []],
  ['an error of the contract', { call: unavailable }, []],
  ['an empty list', { call: answered(200, { items: [], total: 0 }) }, ['own']],
  ['a denial', { call: answered(403, { code: 'forbidden' }) }, ['own']],
  ['no answer', unanswered, ['outage-unbounded']],
  ['rows of another tenant', { call: answered(200, { items: ['Lumen Palace'] }) }, ['outage-mixes-tenants']],
];
for (const [title, outcome, rules] of SERVED)
  test(`while the database is slow: ${title}`, () =>
    assert.deepEqual(rulesOf(servedProblems(outcome, before, errors, values)), rules));

const RECOVERED: [string, Outcome, string[]][] = [
  ['the rows of before', { call: before }, []],
  ['other rows', { call: answered(200, { items: [{ name: 'new' }] }) }, []],
  ['still an error', { call: unavailable }, ['outage-recovery']],
  ['an empty list', { call: answered(200, { items: [], total: 0 }) }, ['outage-recovery']],
  ['a denial', { call: answered(403, { code: 'forbidden' }) }, ['outage-recovery']],
  ['no answer', unanswered, ['outage-recovery']],
  ['rows of another tenant', { call: answered(200, { items: ['Lumen Palace'] }) }, ['outage-mixes-tenants']],
];
for (const [title, outcome, rules] of RECOVERED)
  test(`when the database is back: ${title}`, () =>
    assert.deepEqual(rulesOf(recoveredProblems(outcome, before, values)), rules));

test('what is asked for after the outage becomes what it became before', () => {
  const accepted: Outcome = { call: answered(202, { id: 1 }) };
  const seenOf = (outcome: Outcome, state?: string): string | undefined =>
    unmadeProblems(outcome, state, 'ready', 10)[0]?.seen;
  assert.equal(seenOf(accepted, 'ready'), undefined);
  assert.match(seenOf(accepted, 'failed') ?? '', /status 202, and "failed"/);
  assert.match(seenOf(accepted) ?? '', /status 202, and it does not settle/);
  assert.match(seenOf(unanswered) ?? '', /no answer in 8 s/);
  assert.deepEqual(rulesOf(unmadeProblems(accepted, undefined, 'ready', 10)), ['outage-recovery']);
});

test('a change is what differs, without what changes by itself', () => {
  assert.deepEqual(changeOf({ a: 1, b: 2, c: 'x' }, { a: 2, b: 2, c: 'y' }), { a: '+1', c: 'changed' });
  assert.deepEqual(changeOf({ a: 3 }, { a: 1 }), { a: '-2' });
  assert.deepEqual(changeOf({ a: 1, log: 5 }, { a: 1, log: 9 }, ['log']), {});
});

test('a write is done or not done', () => {
  const whole = { things: '+1', log: '+1' };
  assert.equal(halfDoneIn(whole, {}, 503), undefined);
  assert.equal(halfDoneIn(whole, {}, undefined), undefined);
  assert.equal(halfDoneIn(whole, whole, 503), undefined);
  assert.equal(halfDoneIn(whole, whole, 201), undefined);
  assert.match(halfDoneIn(whole, {}, 201) ?? '', /status 201, and nothing/);
  assert.match(
    halfDoneIn(whole, { things: '+1' }, 503) ?? '',
    /things \+1, where a whole one is things \+1, log \+1/,
  );
  assert.match(halfDoneIn(whole, { things: '+1', log: '+2' }, 503) ?? '', /log \+2/);
  assert.match(halfDoneIn(whole, { ...whole, more: '+1' }, 503) ?? '', /more/);
});

test('the half of a write can be told where it shows in two places, and each that is due stands still', () => {
  const whole = { things: '+1', log: '+1' };
  assert.equal(untold(whole, [], ['things']), undefined);
  assert.equal(untold(whole, ['figures'], ['things']), undefined);
  assert.match(untold(whole, ['things'], ['things']) ?? '', /^things changes while nothing is written/);
  assert.match(untold({ things: '+1' }, [], ['things']) ?? '', /^things alone shows/);
  assert.match(untold({}, [], []) ?? '', /^nothing that can be read/);
});
