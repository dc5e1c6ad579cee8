import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import type { RoleCell } from '../../plan/index.ts';
import { loadPolicy } from '../../policy/load.ts';
import type { Problem } from '../../record/problem.ts';
import { RoleModel, type RolePlaces } from '../role-model.ts';
import type { World } from '../world.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const PERSON = 'hotel-multi'; // analyst of hotel, and by the list below viewer of cinema
const idOf = (tenant: string): string => policy.tenants[tenant]?.id ?? '';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Judges an ID token that names a tenant and a role. */
function judged(tenancy: World['tenancy'], tenant: string, role: string): Promise<Problem[]> {
  const place = tenancy === 'organization' ? 'org_id' : (policy.claims.tenant ?? '');
  const claims = { [place]: idOf(tenant), [policy.claims.roles ?? '']: [role] };
  const people = { items: [{ id: 'a', email: 'multi@probe.example', role: 'viewer' }], total: 1 };
  const world = {
    policy,
    tenancy,
    emailOf: () => 'multi@probe.example',
    steward: (at: string) => `${at}-admin`,
    tokensOf: () => Promise.resolve({ idToken: `${part({ alg: 'RS256' })}.${part(claims)}.c2ln` }),
    clientOf: () =>
      Promise.resolve({ send: () => Promise.resolve({ answer: { status: 200, json: people } }) }),
  } as unknown as World;
  const cell = { identity: PERSON, place: 'id-token' } as RoleCell;
  return new RoleModel(world, {} as RolePlaces).judge(cell, () => undefined);
}

describe('the role in the token of a person of several tenants', () => {
  it('is that of the own tenant at home', async () => {
    assert.deepEqual(await judged('claim', 'hotel', 'analyst'), []);
    assert.equal((await judged('claim', 'hotel', 'viewer')).length, 1);
  });
  it('is that of another where the account is there at the moment', async () => {
    assert.deepEqual(await judged('claim', 'cinema', 'viewer'), []);
    assert.equal((await judged('claim', 'cinema', 'analyst')).length, 1);
  });
  it('is of no tenant that is not one of its own', async () => {
    assert.equal((await judged('claim', 'gym', 'viewer')).length, 1);
  });
  it('is of the tenant that the token was asked for', async () => {
    assert.equal((await judged('organization', 'cinema', 'viewer')).length, 1);
  });
});
