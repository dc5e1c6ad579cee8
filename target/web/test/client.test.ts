import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import './browser.ts';
import type { Session } from '../src/auth/session.ts';

const { ApiClient, segment } = await import('../src/api/client.ts');
const { LeavingError } = await import('../src/auth/session.ts');

function problem(status: number, code: string): Response {
  return Response.json({ code, title: 'SECRET', correlationId: 'ref-1' }, { status });
}

/** An API client on a session that notes what is asked of it, with these answers in turn. */
function clientOf(...answers: (Response | Error)[]) {
  const asked: string[] = [];
  const session = {
    config: { apiUrl: 'http://localhost:4174' },
    signal: new AbortController().signal,
    leaving: false,
    token: async (fresh = false) => (fresh ? 'fresh' : 'cached'),
    end: async () => {
      asked.push('end');
      throw new LeavingError();
    },
  };
  const fetched = mock.method(globalThis, 'fetch', async (url: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>;
    asked.push(`${init.method} ${url} ${headers.Authorization} ${init.credentials}`);
    const answer = answers.shift();
    if (answer instanceof Error || !answer) throw answer ?? new Error('nothing left to answer');
    return answer;
  });
  return { api: new ApiClient(session as unknown as Session), session, asked, fetched };
}

afterEach(() => mock.restoreAll());

test('A request carries the token in its header and no cookie', async () => {
  const { api, asked } = clientOf(Response.json({ id: 1 }));
  assert.deepEqual(await api.json('GET', '/x', { query: { a: 'b c', empty: '', none: undefined } }), {
    id: 1,
  });
  assert.deepEqual(asked, ['GET http://localhost:4174/api/v1/x?a=b+c Bearer cached omit']);
});

test('An outdated token is renewed once', async () => {
  const { api, asked } = clientOf(problem(401, 'token_outdated'), Response.json({ ok: true }));
  let changed = 0;
  api.onAccessChange(() => (changed += 1));
  assert.deepEqual(await api.json('GET', '/x'), { ok: true });
  assert.ok(asked[1]?.includes('Bearer fresh'));
  assert.equal(changed, 1);

  const again = clientOf(problem(401, 'token_outdated'), problem(401, 'token_outdated'));
  await assert.rejects(again.api.json('GET', '/x'), { code: 'token_outdated', status: 401 });
  assert.equal(again.asked.length, 2);
});

test('Any other 401 ends the session', async () => {
  const { api, asked } = clientOf(problem(401, 'unauthorized'));
  await assert.rejects(api.json('GET', '/x'), LeavingError);
  assert.equal(asked.at(-1), 'end');
});

test('A failure keeps its code and reference and nothing else', async () => {
  const { api } = clientOf(problem(409, 'conflict'));
  await assert.rejects(api.json('POST', '/x', { json: {} }), (error: Error) => {
    assert.deepEqual({ ...error }, { name: 'ApiError', code: 'conflict', status: 409, reference: 'ref-1' });
    return !`${error.message}${JSON.stringify(error)}`.includes('SECRET');
  });
});

test('An answer that comes after the session was left is not handed on', async () => {
  const late = clientOf(Response.json({ rows: ['old'] }));
  late.session.leaving = true;
  await assert.rejects(late.api.json('GET', '/x'), LeavingError);
});

test('A service out of reach, and an answer that is no JSON or tells nothing, have codes of their own', async () => {
  await assert.rejects(clientOf(new TypeError('Failed to fetch')).api.json('GET', '/x'), { code: 'network' });
  mock.restoreAll();
  for (const body of ['<html>', 'null', '"none"', '0']) {
    await assert.rejects(clientOf(new Response(body)).api.json('GET', '/x'), { code: 'unexpected' }, body);
    mock.restoreAll();
  }
});

test('Only what can be an id becomes part of a path', () => {
  assert.equal(segment('auth0|65f0'), 'auth0%7C65f0');
  for (const id of ['', '.', '..', '../users', 'a/b', 'a%2fb', 'a?b', 'x'.repeat(129), '\u0000']) {
    assert.throws(() => segment(id), { code: 'not_found' }, id);
  }
});
