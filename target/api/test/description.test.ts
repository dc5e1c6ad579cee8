/** The published description and the README say what the table of operations says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ANSWERS } from '../openapi-answers.ts';
import { operationsOf } from '../routes/index.ts';
import type { Operation } from '../routes/operation.ts';
import { buildServer } from '../server.ts';
import { createServices, type Services } from '../services.ts';

let services: Services;
let operations: Operation[];
before(() => {
  // Nothing listens there: the table and its description need neither database nor identity provider.
  const nowhere = 'http://localhost:1';
  services = createServices({
    port: 1,
    appUrl: nowhere,
    apiUrl: nowhere,
    idpUrl: nowhere,
    databaseUrl: 'postgresql://localhost:1/none',
    platformDatabaseUrl: 'postgresql://localhost:1/none',
    managementSecret: 'for-tests',
    tenancy: 'organization',
    rateLimit: 100,
  });
  operations = operationsOf(services);
});
after(() => services.close());

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
  const app = await buildServer(services);
  const reply = await app.inject('/openapi.json');
  await app.close();
  assert.equal(reply.statusCode, 200);
  const { paths } = reply.json<{ paths: Record<string, Record<string, Record<string, unknown>>> }>();
  for (const operation of operations) {
    const described = paths[operation.path.replace(/:(\w+)/g, '{$1}')]?.[operation.method.toLowerCase()];
    assert.equal(described?.['operationId'], operation.id);
    const roles = typeof operation.access === 'string' ? [operation.access] : operation.access;
    assert.deepEqual(described['x-roles'], roles);
  }
  for (const [, name] of reply.body.matchAll(/#\/components\/schemas\/(\w+)/g)) {
    assert.ok(name === 'Problem' || Object.hasOwn(ANSWERS, name ?? ''), name);
  }
});

test('operation ids are unique', () => {
  assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length);
});
