import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cookieHeader, cookieLines, cookieValues } from '../cookies.ts';

const ONE = 'session=a1; Path=/; Expires=Thu, 26 Nov 2026 12:00:00 GMT; HttpOnly';
const OTHER = '__Host-did=b=2; Max-Age=60; SameSite=Lax';

test('cookies are told apart, and the comma of a date divides none', () => {
  assert.deepEqual(cookieLines([ONE, OTHER].join(', ')), [ONE, OTHER]);
  assert.deepEqual(cookieLines(ONE), [ONE]);
  assert.deepEqual(cookieLines(undefined), []);
  assert.deepEqual(cookieLines(''), []);
});

test('a value may hold what divides names from values, or nothing', () => {
  assert.deepEqual(cookieValues([ONE, OTHER, 'gone=; Max-Age=0'].join(', ')), {
    session: 'a1',
    '__Host-did': 'b=2',
    gone: '',
  });
});

test('a browser sends them in one line', () => {
  assert.equal(cookieHeader({ session: 'a1', did: 'b2' }), 'session=a1; did=b2');
  assert.equal(cookieHeader({}), '');
});
