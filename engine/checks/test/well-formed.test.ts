import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { allowedWrite } from '../../kinds/allowed-write.ts';
import { malformed } from '../../kinds/malformed.ts';
import { loadPolicy } from '../../policy/load.ts';
import { isRepeatable } from '../../policy/resources.ts';
import type { Call } from '../../probe/client.ts';
import { Blocked } from '../../record/problem.ts';
import { assertOfMistake } from '../well-formed.ts';

const call = (status: number, json: unknown): Call => ({
  answer: {
    status,
    headers: { 'content-type': 'application/problem+json' },
    text: JSON.stringify(json),
    json,
  },
  request: { method: 'POST', path: '/things' },
  sent: '',
});
const INVALID = call(400, { code: 'invalid', detail: 'price' });

test('a refusal is one of the mistake where the same request without it is accepted', () =>
  assertOfMistake('things.create', call(201, { id: 1 }), INVALID));

test('… or refused in another way: it got past what refuses the mistake', () => {
  assertOfMistake('things.create', call(404, { code: 'not-found', detail: 'no such invitation' }), INVALID);
  assertOfMistake('things.create', call(400, { code: 'used', detail: 'x' }), INVALID);
});

test('a refusal of everything proves nothing, whatever its words about the one request', () => {
  for (const refused of [
    INVALID,
    call(403, { code: 'forbidden', detail: 'x' }),
    call(500, { code: 'error' }),
  ])
    assert.throws(
      () =>
        assertOfMistake(
          'things.create',
          call(refused.answer.status, { ...(refused.answer.json as object) }),
          refused,
        ),
      (error) =>
        error instanceof Blocked && /things.create answered a request with nothing wrong/.test(error.message),
    );
});

test('what is not asked again here is made by the same person in the access gate', () => {
  const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
  const allowed = new Set(allowedWrite.plan(policy, {}).flatMap(({ cells }) => cells.map(({ id }) => id)));
  const others = malformed
    .plan(policy, {})
    .flatMap(({ cells }) =>
      cells.filter(
        ({ operation }) => policy.operations[operation]?.writes && !isRepeatable(policy, operation),
      ),
    );
  assert.ok(others.length > 0);
  for (const { operation, actor } of others)
    assert.ok(
      policy.operations[operation]?.provenBy !== undefined ||
        allowed.has(`access/allowed/${operation}/${actor}`),
      `${operation} by ${actor}`,
    );
});
