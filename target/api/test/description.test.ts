/** The published description and the README say what the table of operations says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ANSWERS } from '../openapi-answers.ts';
import { operationsOf } from '../routes/index.ts';
import type { Operation } from '../routes/operation.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let operations: Operation[];
before(async () => {
  world = await startWorld();
  operations = operationsOf(world.services);
});
after(() => world.stop());

function row({ id, method, path, access, scope, success }: Operation): string {
  const roles = typeof access === 'string' ? access : access.join(', ');
  return `| ${id} | ${method} | \`${path.replace(/:(\w+)/g, '{$1}')}\` | ${roles} | ${scope} | ${success} |`;
}

test('the README lists every operation as it is', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const table = [
    '| Operation | Method | Path | Who | Scope | Success |',
    '| --- | --- | --- | --- | --- | --- |',
    ...operations.map(row),
  ];
  const squeezed = readme.replace(/-{3,}/g, '---').replace(/ +/g, ' ');
  const missing = table.filter((line) => !squeezed.includes(line));
  assert.deepEqual(missing, []);
  assert.equal(squeezed.match(/^\| \w+ \| (GET|POST|PUT|PATCH|DELETE) \|/gm)?.length, operations.length);
});

test('the description has every operation with its roles, and every reference leads somewhere', async () => {
  const reply = await world.as(null, 'GET', '/openapi.json');
  assert.equal(reply.status, 200);
  const { paths } = reply.json as unknown as {
    paths: Record<string, Record<string, Record<string, unknown>>>;
  };
  for (const operation of operations) {
    const described = paths[operation.path.replace(/:(\w+)/g, '{$1}')]?.[operation.method.toLowerCase()];
    assert.equal(described?.['operationId'], operation.id);
    const roles = typeof operation.access === 'string' ? [operation.access] : operation.access;
    assert.deepEqual(described['x-roles'], roles);
  }
  for (const [, name] of reply.text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
    assert.ok(name === 'Problem' || Object.hasOwn(ANSWERS, name ?? ''), name);
  }
});

test('operation ids are unique', () => {
  assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length);
});
