import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '../scope.ts';
import { Watch } from '../watch.ts';
import { API, APP, IDP, TOKEN, member, operator, scope } from './scope.ts';

const JSON_TYPE = 'application/json';
const OWN = Buffer.from('{"name":"Zephyrine Palace"}');
const FOREIGN = Buffer.from('{"name":"Quillory Screens"}');
const answered = (watch: Watch, path: string, body: Buffer, method = 'GET'): void =>
  watch.body(watch.asked(method, new URL(path, API)), 200, JSON_TYPE, body);
const seen = (watch: Watch): string[] => watch.sightings.map(({ sensor, channel }) => `${sensor} ${channel}`);

test('own data is no finding, and foreign data is one', () => {
  const watch = new Watch(scope, member);
  answered(watch, '/rows', OWN);
  assert.equal(watch.sightings.length, 0);
  answered(watch, '/rows', FOREIGN);
  assert.deepEqual(seen(watch), ['canary response']);
  assert.equal(watch.sightings[0]?.rule, 'foreign-data-received');
  assert.equal(watch.sightings[0]?.subject, 'rows.list (response)');
});

test('for nobody everything is foreign', () => {
  const watch = new Watch(scope, NOBODY);
  answered(watch, '/rows', OWN);
  assert.deepEqual(seen(watch), ['canary response']);
});

test('what was sent is no news in any later answer', () => {
  const watch = new Watch(scope, member);
  watch.sent({ method: 'GET', url: new URL(`${API}/rows?search=Quillory%20Screens`), headers: {}, body: '' });
  answered(watch, '/rows', FOREIGN);
  assert.deepEqual(watch.sightings, []);
});

test('what an answer holds is news, though its page asks for it before the answer is read', () => {
  const watch = new Watch(scope, member);
  const told = watch.asks('GET', new URL('/rows', API));
  const own = watch.asks('POST', new URL('/rows', API), '{"search":"Quillory Screens"}');
  watch.body(own, 200, JSON_TYPE, FOREIGN);
  assert.deepEqual(watch.sightings, []);
  watch.body(told, 200, JSON_TYPE, FOREIGN);
  assert.deepEqual(seen(watch), ['canary response']);
});

test('another person at the same browser is told by what that person may see', () => {
  const watch = new Watch(scope, member);
  const late = watch.asked('GET', new URL('/rows', API));
  watch.becomes({ ...member, actor: 'cinema-member', tenants: new Set(['cinema']) });
  watch.body(late, 200, JSON_TYPE, OWN);
  assert.deepEqual(watch.sightings, []);
  watch.text('local storage', new URL(APP), 'Zephyrine Palace', 'rows');
  assert.deepEqual(
    watch.sightings.map(({ actor, channel }) => `${actor} ${channel}`),
    ['cinema-member local storage'],
  );
});

test('platform people may see what the operations of the platform answer, wherever it then stands', () => {
  const watch = new Watch(scope, operator);
  answered(watch, '/platform', OWN);
  watch.text('page', new URL(APP), 'Zephyrine Palace');
  assert.deepEqual(watch.sightings, []);
  answered(watch, '/rows', FOREIGN);
  assert.deepEqual(seen(watch), ['canary response']);
});

test('a message between windows is judged as what is shown is', () => {
  const watch = new Watch(scope, member);
  watch.text('message', new URL(APP), '{"name":"Zephyrine Palace"}');
  assert.equal(watch.sightings.length, 0);
  watch.text('message', new URL(APP), `{"name":"Quillory Screens","token":"${TOKEN}"}`);
  assert.deepEqual(seen(watch), ['canary message', 'credential message']);
  assert.equal(watch.sightings[1]?.rule, 'token-exposed');
  // The same on another page is the same fault.
  watch.text('message', new URL(`${APP}/other`), `{"token":"${TOKEN}"}`);
  assert.equal(watch.sightings.length, 2);
  assert.match(watch.sightings[1]?.subject ?? '', /, what its pages announce \(message\)$/);
});

test('whoever holds a signed link may read what is behind it', () => {
  const watch = new Watch(scope, NOBODY);
  answered(watch, '/downloads/abc', OWN);
  assert.deepEqual(watch.sightings, []);
  const other = new Watch(scope, member);
  answered(other, '/downloads/abc', FOREIGN);
  assert.deepEqual(seen(other), ['canary response']);
});

test('one fault is one sighting, however often it shows', () => {
  const watch = new Watch(scope, member);
  for (const id of [1, 2, 3]) answered(watch, `/rows/${id}`, FOREIGN);
  assert.equal(watch.sightings.length, 1);
});

const DISCLOSURES: [type: string, status: number, origin: string, found: boolean][] = [
  [JSON_TYPE, 500, API, true],
  ['text/plain', 200, APP, true],
  ['text/html', 500, APP, true],
  ['text/html', 200, APP, false],
  ['text/javascript', 200, APP, false],
  ['text/plain', 500, 'https://elsewhere.example', false],
];

for (const [type, status, origin, found] of DISCLOSURES) {
  test(`a stack in ${type} with ${status} of ${origin} is ${found ? 'a finding' : 'none'}`, () => {
    const watch = new Watch(scope, member);
    const body = Buffer.from('at process.processTicksAndRejections (node:internal/process/task_queues:95:5)');
    watch.body(watch.asked('GET', new URL(origin)), status, type, body);
    assert.deepEqual(seen(watch), found ? ['disclosure response'] : []);
  });
}

test('a token that was seen in use is known again in storage, on the console and on the page', () => {
  const watch = new Watch({ ...scope, sdkStorage: true }, member);
  const opaque = 'v1.Mq8sXk2Lr9TzPb4Q';
  watch.body(
    watch.asked('POST', new URL(`${IDP}/oauth/token`)),
    200,
    JSON_TYPE,
    Buffer.from(JSON.stringify({ refresh_token: opaque })),
  );
  watch.text('console', new URL(APP), `got ${opaque}`);
  watch.text('session storage', new URL(APP), opaque, 'key');
  watch.text('local storage', new URL(APP), opaque, '@@auth0spajs@@::client::audience::scope');
  watch.text('page', new URL(APP), `<div data-key="${opaque}">`);
  assert.deepEqual(seen(watch), ['credential console', 'credential session storage', 'credential page']);
  assert.ok(!JSON.stringify(watch.sightings).includes(opaque));
});

test('the SDK keeps the verifier of a login under way in the session storage, and nothing else that counts', () => {
  const key = 'a0.spajs.txs.client';
  const verifier = '"code_verifier":"Zq8sXk2Lr9TzPb4QwE7uYvN1mC5dFgHj"';
  const entry = `${key}\n{"nonce":"n",${verifier},"state":"s"}`;
  const watch = new Watch(scope, member);
  watch.text('session storage', new URL(APP), entry, key);
  assert.deepEqual(seen(watch), []);
  for (const [other, text] of [
    ['other', entry],
    [key, entry.replace('"n"', `"${TOKEN}"`)],
  ] as const) {
    const strict = new Watch(scope, member);
    strict.text('session storage', new URL(APP), text, other);
    assert.deepEqual(seen(strict), ['credential session storage']);
  }
  watch.text('local storage', new URL(APP), entry, key);
  assert.deepEqual(seen(watch), ['credential local storage']);
});

test('the SDK keeps its tokens in the local storage only where the policy lets it, and nowhere else ever', () => {
  const key = '@@auth0spajs@@::client::audience::scope';
  for (const sdkStorage of [false, true]) {
    const watch = new Watch({ ...scope, sdkStorage }, member);
    watch.text('local storage', new URL(APP), TOKEN, key);
    watch.text('session storage', new URL(APP), TOKEN, key);
    assert.deepEqual(seen(watch), [
      ...(sdkStorage ? [] : ['credential local storage']),
      'credential session storage',
    ]);
  }
});

test('a password that stands in the field of a page is no finding, and elsewhere it is', () => {
  const watch = new Watch(scope, member);
  watch.text('page', new URL(IDP), 'Correct Horse 9');
  assert.deepEqual(watch.sightings, []);
  watch.text('console', new URL(IDP), 'Correct Horse 9');
  assert.deepEqual(seen(watch), ['credential console']);
});

test('a request that the policy does not describe is a finding, a preflight and another origin are none', () => {
  const watch = new Watch(scope, member);
  watch.described('GET', new URL(`${API}/rows/7`));
  watch.described('OPTIONS', new URL(`${API}/forgotten`));
  watch.described('GET', new URL(`${APP}/forgotten`));
  assert.deepEqual(watch.sightings, []);
  watch.described('GET', new URL(`${API}/forgotten`));
  assert.deepEqual(seen(watch), ['coverage request']);
});

test('a probe is not held against its own answer, and its address is of no interest', () => {
  const watch = new Watch(scope, member);
  const answer = { status: 404, headers: {}, text: '{"name":"Quillory Screens"}', json: undefined };
  const request = { method: 'GET', path: `/forgotten?name=x&access_token=${TOKEN}` };
  const clean = { 'x-content-type-options': 'nosniff', 'content-type': JSON_TYPE };
  watch.exchange(new URL(request.path, API), {
    answer: { ...answer, headers: clean },
    request,
    sent: 'Quillory Screens',
  });
  assert.deepEqual(watch.sightings, []);
  watch.exchange(new URL(request.path, API), { answer: { ...answer, headers: clean }, request, sent: '' });
  assert.deepEqual(seen(watch), ['canary response']);
});
