import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../../probe/transport.ts';
import { differences } from '../same.ts';

const answer = (change: Partial<Answer> = {}): Answer => ({
  status: 404,
  headers: { 'content-type': 'application/problem+json', date: 'now', 'x-correlation-id': 'a' },
  text: '{"code":"not_found","correlationId":"a"}',
  json: undefined,
  ...change,
});

test('answers that differ in date, correlation id and echoed id are the same', () => {
  const foreign = answer({
    headers: { ...answer().headers, date: 'then' },
    text: '{"code":"not_found","id":"f-1","correlationId":"b"}',
  });
  const absent = answer({ text: '{"code":"not_found","id":"a-2","correlationId":"c"}' });
  assert.deepEqual(differences(foreign, absent, ['f-1'], ['a-2']), []);
});

test('another status tells them apart', () => {
  assert.deepEqual(differences(answer({ status: 403 }), answer(), [], []), ['status 403 against 404']);
});

test('a header that only one has tells them apart', () => {
  const foreign = answer({ headers: { ...answer().headers, etag: '"v3"' } });
  assert.deepEqual(differences(foreign, answer(), [], []), ['header etag only in one']);
});

test('another header value tells them apart, except where values always differ', () => {
  const foreign = answer({ headers: { ...answer().headers, 'cache-control': 'private', date: 'then' } });
  const absent = answer({ headers: { ...answer().headers, 'cache-control': 'no-store' } });
  assert.equal(differences(foreign, absent, [], []).length, 1);
});

test('of long texts that begin alike it is told where they differ', () => {
  const page = (word: string): Answer =>
    answer({ text: `${'<meta>'.repeat(100)}${word}${'<br>'.repeat(100)}` });
  const [seen = ''] = differences(page('Enter your password'), page('Enter your address'), [], []);
  assert.match(seen, /^body ….*Enter your password.* against ….*Enter your address/);
  assert.ok(seen.length < 450, seen);
});

test('another text tells them apart', () => {
  const foreign = answer({ text: '{"code":"forbidden","correlationId":"a"}' });
  assert.equal(differences(foreign, answer(), [], []).length, 1);
});
