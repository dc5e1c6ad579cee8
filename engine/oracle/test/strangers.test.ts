import assert from 'node:assert/strict';
import { it } from 'node:test';
import { toldApart } from '../strangers.ts';

const seen = (
  email: string,
  state: string,
  change: { text?: string; status?: number; headers?: object } = {},
) => ({
  email,
  own: [state],
  answer: {
    status: change.status ?? 400,
    headers: {
      'content-type': 'text/html',
      'set-cookie': `did=${state}; path=/; expires=Mon, 02 Mar 2026 06:00:00 GMT; httponly, sid=${state}9; path=/`,
      'content-security-policy': `script-src 'nonce-${state}abcdefgh'`,
      ...change.headers,
    },
    text: change.text ?? `<input value="${email}"><a href="?state=${state}">Wrong email or password</a>`,
    json: undefined,
  },
});
const known = seen('ann@hotel.example', 'stateAAAA');
const apart = (change: object) => toldApart(known, seen('nobody-1@hotel.example', 'stateBBBB', change));

it('finds nothing where answers differ only in what each login has of its own', () => {
  assert.deepEqual(apart({}), []);
});

it('tells every other difference', () => {
  assert.equal(apart({ status: 404 }).length, 1);
  assert.equal(apart({ text: '<p>No such user</p>' }).length, 1);
  assert.equal(apart({ headers: { location: '/u/mfa' } }).length, 1);
  assert.equal(apart({ headers: { 'set-cookie': 'did=x; path=/; httponly' } }).length, 1);
  assert.equal(apart({ headers: { 'x-user': 'known' } }).length, 1);
});
