import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeAccounts, ORGANISATIONS, organisationsFor } from '../seed/accounts.ts';
import { furtherTrade } from '../seed/data-further.ts';
import { TRADES } from '../seed/data-organisations.ts';
import { tenantData } from '../seed/data.ts';

const MANY = 99;
const withoutPasswords = (accounts: ReturnType<typeof makeAccounts>): unknown[] =>
  accounts.map(({ password: _, totpSecret: __, ...rest }) => rest);

describe('the organisations of the seed', () => {
  it('are the four, unless another number is asked for', () => {
    assert.deepEqual(organisationsFor(), ORGANISATIONS);
    assert.deepEqual(
      organisationsFor(2).map(({ name }) => name),
      ['hotel', 'cinema'],
    );
  });

  it('keep the four and their people as they are, however many there are', () => {
    const organisations = organisationsFor(6);
    assert.deepEqual(organisations.slice(0, 4), ORGANISATIONS);
    const [four, six] = [makeAccounts(), makeAccounts(organisations)].map(withoutPasswords);
    assert.deepEqual(six?.slice(0, four?.length), four);
    assert.equal(six?.length, (four?.length ?? 0) + 2 * 4);
  });

  it('have nobody in them who belongs to one that is not there', () => {
    const organisations = organisationsFor(2);
    const ids = new Set(organisations.map(({ id }) => id));
    for (const { memberships } of makeAccounts(organisations))
      assert.ok(memberships.every(({ organisationId }) => ids.has(organisationId)));
  });

  it('differ in id, name, display name, word and people', () => {
    const organisations = organisationsFor(MANY);
    for (const key of ['id', 'name', 'displayName'] as const)
      assert.equal(new Set(organisations.map((each) => each[key])).size, MANY, key);
    for (const { id } of organisations) assert.match(id, /^org_[A-Za-z0-9]{16}$/);
    const accounts = makeAccounts(organisations);
    for (const key of ['handle', 'userId', 'email'] as const)
      assert.equal(new Set(accounts.map((each) => each[key])).size, accounts.length, key);
    const words = [
      ...Object.values(TRADES).map(({ word }) => word),
      ...organisations.slice(4).map(({ name }) => furtherTrade(name).word),
    ];
    for (const word of words)
      assert.deepEqual(
        words.filter((other) => other.includes(word)),
        [word],
      );
  });

  it('are in turn as large as each of the four, and name no rival of another but those that exist everywhere', () => {
    const organisations = organisationsFor(8);
    const accounts = makeAccounts(organisations);
    const rivals = (index: number): string[] => {
      const organisation = organisations[index];
      assert.ok(organisation);
      const [, rows] =
        tenantData(organisation, accounts).find(([table]) => table === 'competitors') ?? assert.fail();
      return rows.map(({ name }) => String(name));
    };
    for (const index of [0, 1, 2, 3]) {
      const [model, further] = [rivals(index), rivals(index + 4)];
      assert.equal(further.length, model.length);
      assert.deepEqual(
        further.filter((name) => model.includes(name)),
        ['Northgate', 'Riverside', 'Central', 'Southgate'],
      );
    }
  });

  it('have no data for a stranger', () => {
    const stranger = { id: 'org_x', name: 'stranger', displayName: 'Stranger' };
    assert.throws(() => tenantData(stranger, makeAccounts()), /no business data/);
  });
});
