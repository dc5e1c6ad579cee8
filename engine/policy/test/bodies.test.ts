import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { bodiesOf, referredTo, withBody } from '../bodies.ts';
import { loadPolicy } from '../load.ts';

const create = loadPolicy(`${ROOT}/policy/marketedge.yaml`).operations['exports.create'];
assert.ok(create);

test('an operation is called with its usual body, and with each of the others', () => {
  const sent = bodiesOf(create).map((name) => withBody(create, name).body);
  assert.deepEqual(sent, [create.body, ...Object.values(create.bodies)]);
  assert.throws(() => withBody(create, 'rices'), /has no body “rices”/);
});

test('a body refers to a resource wherever it names its id, and counts once', () => {
  assert.deepEqual(referredTo({ body: { of: ['{{id:a}}', { deep: 'x{{id:b}}' }], at: '{{id:a}}' } }), [
    'a',
    'b',
  ]);
  assert.deepEqual(referredTo({}), []);
});
