import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { claimedRightsOf, ownHeaders } from '../claimed-rights.ts';

const valid = { path: '/api/things?role=x', headers: { accept: '*/*' } };

describe('headers of the API’s own', () => {
  it('are those that no standard knows, in small letters and once', () => {
    assert.deepEqual(
      ownHeaders('Authorization, Content-Type, If-Match, X-View-As, x-view-as, traceparent, X-Branch'),
      ['x-view-as', 'x-branch'],
    );
  });
  it('are none where any is allowed, or nothing is told', () => {
    assert.deepEqual(ownHeaders('*'), []);
    assert.deepEqual(ownHeaders(undefined), []);
  });
});

describe('claimed rights', () => {
  const all = claimedRightsOf(valid, { roles: ['admin'], person: ['a@b.example'] }, ['x-branch']);
  it('name the role and the person, also in the headers that the API knows', () => {
    const values = all.map(({ shape }) => shape.headers['x-branch']);
    assert.deepEqual([...new Set(values)], ['admin', 'true', '1', 'a@b.example', undefined]);
  });
  it('keep what the request is, and take no parameter that it has', () => {
    for (const { shape } of all.flatMap((one) => [one, ...one.singly])) {
      assert.ok(shape.path.startsWith(valid.path));
      assert.equal(new URL(shape.path, 'http://x').searchParams.getAll('role').length, 1);
      assert.equal(shape.headers.accept, '*/*');
    }
  });
  it('are tried one by one with the same value', () => {
    const [roles] = all;
    assert.ok(roles && roles.singly.length > 5);
    for (const { shape } of roles.singly) {
      const added = Object.entries(shape.headers).filter(([name]) => name !== 'accept');
      assert.deepEqual(
        added.map(([, value]) => value),
        ['admin'],
      );
    }
  });
});
