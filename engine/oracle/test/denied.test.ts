import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../../probe/client.ts';
import { deniedProblems } from '../denied.ts';

const errors = {
  contentType: 'application/problem+json',
  denied: [401, 403, 404],
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['title', 'status', 'code'],
    properties: { title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string' } },
  },
};

function call(
  status: number,
  body: unknown,
  options: { type?: string; headers?: Record<string, string>; sent?: string } = {},
): Call {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = options.type ?? 'application/problem+json';
  return {
    answer: {
      status,
      headers: { 'content-type': type, ...options.headers },
      text,
      json: typeof body === 'string' ? undefined : body,
    },
    request: { method: 'GET', path: '/api/things/1' },
    sent: options.sent ?? '/api/things/1',
  };
}

const refusal = { title: 'Not found', status: 404, code: 'not_found' };
const victim = ['Zephyrine Palace', 'quiet corner "suite"'];

/** Recorded answers, and the rules that each breaks; `own` stands for the rule of the cell. */
const TABLE: [title: string, answer: Call, broken: string[]][] = [
  ['a denial by the contract', call(404, refusal), []],
  ['a success', call(200, { name: 'x' }, { type: 'application/json' }), ['own']],
  [
    'a success with a value of the victim',
    call(200, { name: 'Zephyrine Palace' }, { type: 'application/json' }),
    ['own', 'own'],
  ],
  ['a denial that names the victim', call(404, { ...refusal, title: 'Zephyrine Palace not found' }), ['own']],
  [
    'a denial that names the victim in a header',
    call(404, refusal, { headers: { 'x-resource': 'Zephyrine Palace' } }),
    ['own'],
  ],
  [
    'a denial that names the victim with escapes',
    call(404, { ...refusal, title: 'quiet corner "suite"' }),
    ['own'],
  ],
  [
    'a denial that echoes what was sent',
    call(404, { ...refusal, title: 'Zephyrine Palace' }, { sent: '/search?q=Zephyrine Palace' }),
    [],
  ],
  ['a denial of another shape', call(404, { error: 'no' }, { type: 'application/json' }), ['error-contract']],
  ['a denial with an extra member', call(404, { ...refusal, detail: 'x' }), ['error-contract']],
  ['a denial whose body names another status', call(403, refusal), ['error-contract']],
  [
    'a denial that shows SQL',
    call(404, { ...refusal, title: 'syntax error at or near "x"' }),
    ['error-disclosure'],
  ],
  ['a server error', call(500, { ...refusal, status: 500 }), ['own', 'server-error']],
  ['a bad request', call(400, { ...refusal, status: 400 }), ['own']],
  ['an empty success', call(204, '', { type: '' }), ['own']],
];

for (const [title, answer, broken] of TABLE) {
  test(`${title} breaks ${broken.length === 0 ? 'no rule' : broken.join(', ')}`, () => {
    const rules = deniedProblems(answer, errors, victim).map(({ rule }) => rule ?? 'own');
    assert.deepEqual(rules.sort(), [...broken].sort());
  });
}
