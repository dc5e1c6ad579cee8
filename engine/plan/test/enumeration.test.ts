import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { accountsByKind, enumeration } from '../enumeration.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);

const without = (...purposes: string[]) => ({
  ...policy,
  identities: Object.fromEntries(
    Object.entries(policy.identities).filter(([, { purpose }]) => !purposes.includes(purpose)),
  ),
});

test('wrong passwords are sent for whoever is needed least', () => {
  const known = (...purposes: string[]) => {
    const { known: one, 'other-tenant': other } = accountsByKind(without(...purposes));
    return [one, other];
  };
  assert.deepEqual(known(), ['hotel-managed', 'cinema-managed']);
  assert.deepEqual(known('managed'), ['hotel-spare1', 'cinema-spare1']);
  // Nobody of another tenant signs in for this alone: the one with a second factor is a kind of its own.
  assert.deepEqual(known('managed', 'spare'), ['hotel-multi', 'cinema-admin']);
  assert.deepEqual(known('managed', 'spare', 'sign-in'), ['hotel-admin', 'cinema-admin']);
  assert.deepEqual(known('managed', 'spare', 'sign-in', 'matrix'), [undefined, undefined]);
});

test('a kind that the policy has nobody of is left to be asked for', () => {
  assert.deepEqual(Object.keys(accountsByKind(without('sign-in', 'no-role', 'no-tenant'))), [
    'known',
    'other-tenant',
  ]);
});

test('an address is typed in other ways at each page, where there is a known one', () => {
  const typed = (...purposes: string[]): string[] =>
    enumeration(without(...purposes)).flatMap(({ cells }) =>
      cells.filter(({ typed: how }) => how !== undefined).map(({ id, identity }) => `${id} ${identity}`),
    );
  assert.deepEqual(
    typed(),
    ['login', 'reset', 'hint'].flatMap((page) =>
      ['capitals', 'blanks'].map((how) => `session/enumeration/${page}/typed/${how} hotel-managed`),
    ),
  );
  assert.deepEqual(typed('managed', 'spare', 'sign-in', 'matrix'), []);
});
