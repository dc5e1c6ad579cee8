import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parsePolicy } from '../../engine/policy/load.ts';
import { policyFor, type Seed } from '../policy.ts';

const TEXT = readFileSync(path.join(import.meta.dirname, '../../policy/marketedge.yaml'), 'utf8');
const SEED: Seed = {
  organisations: [
    { id: 'org_Hq7LwK2mVb9TzR4c', name: 'hotel', displayName: 'Harbour Hotels' },
    { id: 'org_Further05xxxxxxx', name: 'tenant05', displayName: 'Somebody Else' },
  ],
  accounts: [
    { handle: 'platform-super-admin', memberships: [] },
    { handle: 'hotel-disabled', memberships: [{ organisationId: 'org_Hq7LwK2mVb9TzR4c', role: 'viewer' }] },
    { handle: 'tenant05-admin', memberships: [{ organisationId: 'org_Further05xxxxxxx', role: 'admin' }] },
    { handle: 'tenant05-managed', memberships: [{ organisationId: 'org_Further05xxxxxxx', role: 'viewer' }] },
  ],
};

test('the policy has the tenants and the people of the seed, and nobody else', () => {
  const policy = parsePolicy(policyFor(TEXT, SEED), 'test');
  assert.deepEqual(policy.tenants, {
    hotel: { id: 'org_Hq7LwK2mVb9TzR4c', organization: 'hotel', display: 'Harbour Hotels' },
    tenant05: { id: 'org_Further05xxxxxxx', organization: 'tenant05', display: 'Somebody Else' },
  });
  assert.deepEqual(
    Object.keys(policy.identities),
    SEED.accounts.map(({ handle }) => handle),
  );
});

test('whom the policy knows stays as it says; whoever is new stands for a tenant and role, or is to be managed', () => {
  const { identities } = parsePolicy(policyFor(TEXT, SEED), 'test');
  assert.equal(identities['hotel-disabled']?.expect, 'refused');
  assert.deepEqual(identities['tenant05-admin'], {
    tenant: 'tenant05',
    role: 'admin',
    expect: 'signed-in',
    also: [],
    purpose: 'matrix',
  });
  assert.equal(identities['tenant05-managed']?.purpose, 'managed');
});

test('everything else stays as it is', () => {
  const { tenants: _, identities: __, ...rest } = parsePolicy(policyFor(TEXT, SEED), 'test');
  const { tenants: ___, identities: ____, ...before } = parsePolicy(TEXT, 'test');
  assert.deepEqual(rest, before);
});
