import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../../probe/client.ts';
import { signInErrorProblems } from '../sign-in-error.ts';

function call(status: number, text: string, type: string, headers: Record<string, string> = {}): Call {
  return {
    answer: {
      status,
      headers: { 'content-type': type, ...headers },
      text,
      json: type.includes('json') ? JSON.parse(text) : undefined,
    },
    request: { method: 'GET', path: '/authorize' },
    sent: '',
  };
}

const TABLE: [title: string, call: Call, oauth: boolean, broken: string[]][] = [
  ['a plain page', call(400, '<h1>Oops!, something went wrong</h1>', 'text/html'), false, []],
  ['a redirect to the application', call(303, '', 'text/plain'), false, []],
  ['a page that repeats escaped', call(400, '&lt;zq-planted x=1&gt;', 'text/html'), false, []],
  [
    'JSON that repeats',
    call(400, '{"error":"x","error_description":"<zq-planted x=1>"}', 'application/json'),
    true,
    [],
  ],
  [
    'a page that repeats markup',
    call(400, 'No client <zq-planted x=1>', 'text/html'),
    false,
    ['markup-reflected'],
  ],
  [
    'a parameter that writes a header',
    call(303, '', 'text/plain', { 'x-zq-planted': '1' }),
    false,
    ['markup-reflected'],
  ],
  [
    'a page with a stack',
    call(400, '<pre>at f (/srv/idp/login.js:3:4)</pre>', 'text/html'),
    false,
    ['error-disclosure'],
  ],
  ['a failure', call(500, 'Something went wrong', 'text/html'), false, ['server-error']],
  ['a token error that is a page', call(400, '<h1>Bad Request</h1>', 'text/html'), true, ['error-contract']],
  [
    'a token error without a code',
    call(400, '{"message":"no"}', 'application/json'),
    true,
    ['error-contract'],
  ],
  [
    'a token for a mistake',
    call(200, '{"access_token":"x"}', 'application/json'),
    true,
    ['malformed-accepted'],
  ],
];

for (const [title, answered, oauth, broken] of TABLE)
  test(`${title} breaks ${broken.join(', ') || 'no rule'}`, () =>
    assert.deepEqual([...new Set(signInErrorProblems(answered, oauth).map(({ rule }) => rule))], broken));
