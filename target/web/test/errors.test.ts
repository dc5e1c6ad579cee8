import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, ERROR_TEXTS, errorOf, isCode, textOf } from '../src/api/errors.ts';
import { signInErrorText } from '../src/auth/sign-in-error.ts';

/** The codes of the API's error contract. */
const API_CODES = [
  'unauthorized',
  'token_outdated',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'conflict',
  'stale_version',
  'payload_too_large',
  'unsupported_media_type',
  'validation_failed',
  'rate_limited',
  'internal',
  'unavailable',
] as const;

test('Every code of the API has a title and a sentence', () => {
  for (const code of API_CODES) {
    const { title, detail } = ERROR_TEXTS[code];
    assert.ok(title.length > 5, code);
    assert.match(detail, /^[A-Z].*\.$/, code);
  }
});

test('A conflict and a stale version have words of their own', () => {
  assert.notEqual(ERROR_TEXTS.conflict.title, ERROR_TEXTS.stale_version.title);
});

test('The code of the body decides, and the status where there is none', () => {
  assert.equal(errorOf(401, { code: 'token_outdated' }).code, 'token_outdated');
  assert.equal(errorOf(409, '<html>').code, 'conflict');
  assert.equal(errorOf(503, undefined).code, 'unavailable');
  assert.equal(errorOf(418, null).code, 'unexpected');
});

test('Names from the prototype are no codes', () => {
  for (const code of ['constructor', '__proto__', 'toString']) {
    assert.equal(errorOf(500, { code }).code, 'internal');
    assert.equal(signInErrorText(code), signInErrorText(undefined));
  }
});

test('Nothing that a server wrote is kept, except a reference that looks like one', () => {
  const error = errorOf(500, { title: 'SECRET', detail: 'SECRET', correlationId: '<b>SECRET</b>' });
  assert.ok(!JSON.stringify([error, error.message, textOf(error)]).includes('SECRET'));
  assert.equal(error.reference, undefined);
  assert.equal(errorOf(500, { correlationId: '0b1c-2d' }).reference, '0b1c-2d');
});

test('What is not an ApiError is unexpected', () => {
  assert.equal(textOf(new TypeError('x')), ERROR_TEXTS.unexpected);
  assert.ok(isCode(new ApiError('conflict', 409), 'conflict'));
  assert.ok(!isCode(new Error('conflict'), 'conflict'));
});

test('Refusals of the identity provider have fixed texts', () => {
  assert.equal(signInErrorText('access_denied'), 'You do not have access to this organisation.');
  assert.equal(signInErrorText('unauthorized'), 'This account cannot sign in. Ask your administrator.');
  assert.equal(signInErrorText('<img src=x>'), signInErrorText(undefined));
});
