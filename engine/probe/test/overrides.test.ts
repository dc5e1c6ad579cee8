import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overridesOf } from '../overrides.ts';

const tenant = { id: 'org_Cn3XyP8s', organization: 'cinema' };
const valid = { path: '/api/v1/autocomplete?q=a', headers: { accept: 'application/json' } };

test('each way is tried together with its like, and can be tried alone', () => {
  const all = overridesOf(valid, tenant);
  assert.equal(all.length, 4);
  for (const { shape, singly } of all) {
    assert.ok(singly.length > 5);
    for (const one of singly) {
      assert.notDeepEqual(one.shape, valid);
      assert.notDeepEqual(one.shape, shape);
      assert.ok(
        JSON.stringify(one.shape).includes('cinema') || JSON.stringify(one.shape).includes(tenant.id),
      );
    }
  }
  const [byId, byName, byHost, byQuery] = all;
  assert.equal(byId?.shape.headers['x-organization-id'], tenant.id);
  assert.match(byId?.shape.headers['cookie'] ?? '', /(^|; )tenant_id=org_Cn3XyP8s(;|$)/);
  assert.equal(byName?.shape.headers['x-tenant'], 'cinema');
  assert.equal(byHost?.shape.headers['x-forwarded-host'], 'cinema.example');
  assert.equal(byHost?.shape.headers['forwarded'], 'host=cinema.example');
  assert.match(byQuery?.shape.path ?? '', /\?q=a&.*\borganizationId=org_Cn3XyP8s(&|$)/);
});

test('the rest of the request stays as it was, also a parameter of the same name', () => {
  const named = { path: '/list?tenant=hotel', headers: {} };
  const query = overridesOf(named, tenant).at(-1);
  assert.match(query?.shape.path ?? '', /^\/list\?tenant=hotel&tenant_id=/);
  assert.equal(overridesOf(valid, tenant)[0]?.shape.path, valid.path);
  assert.equal(overridesOf(valid, tenant)[0]?.shape.headers['accept'], 'application/json');
});
