import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { type Asked, afterLogout } from '../after-logout.ts';

const { errors } = loadPolicy(`${ROOT}/policy/marketedge.yaml`);

/** An answer of this status; an error is one of the contract, unless it tells more. */
function asked(operation: string, status: number, { mayCall = true, told = '' } = {}): Asked {
  const failed = status >= 400;
  const error = { type: 'about:blank', title: 'No', status, code: 'no', correlationId: '0123456789' };
  const json = failed ? { ...error, ...(told ? { told } : {}) } : {};
  const headers = { 'content-type': failed ? errors.contentType : 'application/json' };
  const answer = { status, headers, text: JSON.stringify(json), json };
  return {
    operation,
    mayCall,
    call: { answer, request: { method: 'GET', path: `/${operation}` }, sent: '' },
  };
}
const seen = (...all: Asked[]): string[] => afterLogout(all, errors, ['Harbour']).map((one) => one.seen);

test('a token that every operation refuses is good for nothing', () =>
  assert.deepEqual(seen(asked('me.read', 401), asked('things.list', 401)), []));

test('an operation that lets the token in is named, whatever it says of what was asked', () => {
  for (const status of [200, 204, 400, 403, 404, 409])
    assert.deepEqual(seen(asked('me.read', 401), asked('things.read', status)), [
      `things.read answers ${status}`,
    ]);
});

test('whose role may not call it may be refused for that', () => {
  assert.deepEqual(seen(asked('users.list', 403, { mayCall: false })), []);
  assert.deepEqual(seen(asked('users.list', 200, { mayCall: false })), ['users.list answers 200']);
});

test('all that let it in are one finding, which names the first of them', () => {
  const many = Array.from({ length: 10 }, (_, index) => asked(`things.${index}`, 200));
  const [one, ...more] = seen(...many);
  assert.deepEqual(more, []);
  assert.match(one ?? '', /^things\.0 answers 200; .*things\.7 answers 200; and 2 more$/);
});

test('a refusal that breaks the contract is told as that', () => {
  const problems = afterLogout([asked('me.read', 401, { told: 'session 7' })], errors, []);
  assert.deepEqual(
    problems.map(({ rule }) => rule),
    ['error-contract'],
  );
});
