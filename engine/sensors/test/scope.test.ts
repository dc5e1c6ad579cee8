import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { operationOf, subjectOf, subjectOfRequest, webUrl } from '../scope.ts';
import { API, APP, scope } from './scope.ts';

const CASES: [method: string, path: string, name: string | undefined][] = [
  ['GET', '/rows', 'rows.list'],
  ['HEAD', '/rows', 'rows.list'],
  ['GET', '/rows/', 'rows.list'],
  ['POST', '/rows', 'rows.create'],
  ['GET', '/rows/17', 'rows.read'],
  ['GET', '/rows/stream', 'rows.stream'],
  ['DELETE', '/rows/17', undefined],
  ['GET', '/rows/17/prices', undefined],
  ['GET', '/rowsandmore', undefined],
  ['GET', '/api/rows', undefined],
];

for (const [method, path, name] of CASES) {
  test(`${method} ${path} is ${name ?? 'no operation'}`, () => {
    assert.equal(operationOf(scope, method, path)?.name, name);
  });
}

test('a fault has one name for every id', () => {
  const nameOf = (url: string): string => subjectOfRequest(scope, 'GET', new URL(url));
  assert.equal(nameOf(`${API}/rows/17`), nameOf(`${API}/rows/18`));
  assert.equal(nameOf(`${APP}/rows/5f0c1a0e-1111`), nameOf(`${APP}/rows/6f0c1a0e-2222`));
  assert.equal(nameOf(`${APP}/dashboard`), 'application /dashboard');
});

test('a socket is at the origin of its page', () => {
  assert.equal(webUrl('wss://api.example/live')?.origin, API);
  assert.equal(webUrl('ws://localhost:4000/live')?.origin, 'http://localhost:4000');
  for (const other of ['data:text/plain,x', 'about:blank', 'blob:https://app.example/1', 'nonsense'])
    assert.equal(webUrl(other), undefined, other);
});

test('people belong to their tenants, and platform people to none', () => {
  const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
  assert.deepEqual([...subjectOf(policy, 'hotel-multi').tenants], ['hotel', 'cinema']);
  assert.equal(subjectOf(policy, 'platform-super-admin').platform, true);
  assert.equal(subjectOf(policy, 'anonymous').tenants.size, 0);
});
