import assert from 'node:assert/strict';
import { test } from 'node:test';
import { absentId, fillBody, fillPath, valuesAt } from '../templates.ts';

test('ids are escaped in a path', () => {
  assert.equal(fillPath('/users/{userId}/x', { userId: 'auth0|1 2' }), '/users/auth0%7C1%202/x');
});

test('a path without one of its ids is an error', () => {
  assert.throws(() => fillPath('/users/{userId}', {}), /needs userId/);
});

test('absent ids have the shape of their template and are new each time', () => {
  assert.match(absentId('auth0|{{hex24}}'), /^auth0\|[0-9a-f]{24}$/);
  assert.match(absentId('{{uuid}}'), /^[0-9a-f-]{36}$/);
  assert.notEqual(absentId('{{uuid}}'), absentId('{{uuid}}'));
});

test('a body is filled at every depth', () => {
  const filled = fillBody({ a: ['{{tenant}}'], b: { c: 'x {{tenant}}' }, d: 1 }, () => 'org_1');
  assert.deepEqual(filled, { a: ['org_1'], b: { c: 'x org_1' }, d: 1 });
});

test('a placeholder that cannot be bound is an error that names it', () => {
  assert.throws(() => fillBody('{{id:alerts}}', () => undefined), /\{\{id:alerts\}\} cannot be bound/);
});

test('a pointer reaches every item of a list', () => {
  assert.deepEqual(valuesAt({ items: [{ n: 1 }, { n: 2 }, {}] }, '/items/*/n'), [1, 2]);
  assert.deepEqual(valuesAt({ items: 3 }, '/items/*/n'), []);
});
