import assert from 'node:assert/strict';
import test from 'node:test';
import type { OperationPolicy } from '../../../policy/types.ts';
import { pageSpellings, variantsOf } from '../variants.ts';

const operation = (method: OperationPolicy['method']): OperationPolicy => ({ method }) as OperationPolicy;
const json = {
  path: '/api/v1/things/1',
  headers: { 'content-type': 'application/json', 'if-match': '"1"' },
  body: JSON.stringify({ name: 'a b', price: 2, tags: ['x'] }),
};
const bodied = variantsOf(operation('PATCH'), json).filter(({ means }) => /\b(body|form)\b/.test(means));

test('a JSON body is sent as other types too, with the same method, path and further headers', () => {
  assert.deepEqual(
    bodied.map(({ shape }) => shape.headers['content-type']?.split(';')[0]),
    [
      undefined,
      'text/plain',
      'application/vnd.api+json',
      'application/x-www-form-urlencoded',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
    ],
  );
  for (const { method, shape } of bodied) {
    assert.equal(method, 'PATCH');
    assert.equal(shape.path, json.path);
    assert.equal(shape.headers['if-match'], '"1"');
  }
});

test('a form holds the same fields', () => {
  const form = bodied.find(({ means }) => means === 'a form')?.shape.body ?? '';
  assert.deepEqual(Object.fromEntries(new URLSearchParams(form)), { name: 'a b', price: '2', tags: '["x"]' });
  const parts = bodied.find(({ means }) => means === 'a form of parts');
  const boundary = parts?.shape.headers['content-type']?.split('boundary=')[1] ?? '';
  assert.equal(parts?.shape.body?.split(`--${boundary}`).length, 5);
  assert.match(parts?.shape.body ?? '', /name="name"\r\n\r\na b\r\n/);
});

test('what has no JSON body keeps its type', () => {
  const upload = {
    path: '/x',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: '--b--',
  };
  for (const shape of [upload, { path: '/x', headers: {} }])
    assert.deepEqual(
      variantsOf(operation('POST'), shape).filter(({ means }) => /^a (body|form)/.test(means)),
      [],
    );
});

test('what reads is asked by HEAD and by rewritten addresses, and not with another body', () => {
  const means = variantsOf(operation('GET'), { path: '/api/v1/things', headers: {} }).map((one) => one.means);
  assert.ok(means.includes('HEAD'));
  assert.ok(means.includes('the header x-original-url'));
  assert.ok(!means.some((one) => one.startsWith('a form')));
});

test('a page is spelled in the ways that a browser leaves as they are, and never as another that may be opened', () => {
  assert.deepEqual(
    pageSpellings('/admin/users', []).map(({ path }) => path),
    [
      '/admin/users/',
      '//admin/users',
      '/admin//users',
      '/admin/USERS',
      '/admin/%75sers',
      '/admin/users?x=1#x',
    ],
  );
  assert.deepEqual(
    pageSpellings('/users', ['/things/{thingId}']).map(({ path }) => path),
    ['/users/', '//users', '/USERS', '/%75sers', '/users?x=1#x'],
  );
  assert.deepEqual(
    pageSpellings('/things/new', ['/things/{thingId}']).map(({ path }) => path),
    ['/things/new/', '//things/new', '/things//new', '/things/new?x=1#x'],
  );
});
