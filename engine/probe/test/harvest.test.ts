import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canariesOf, namesOf } from '../harvest.ts';

test('a canary occurs in one tenant only, also as part of a longer text', () => {
  const canaries = canariesOf({
    hotel: [{ name: 'Zephyrine Palace', common: 'Northgate', note: 'Riverside Inn' }],
    cinema: [{ name: 'Quillory Screens', common: 'Northgate Plaza', note: 'at the Riverside Inn corner' }],
  });
  assert.deepEqual(canaries, {
    hotel: ['Zephyrine Palace'],
    cinema: ['Quillory Screens', 'Northgate Plaza', 'at the Riverside Inn corner'],
  });
});

test('numbers, dates, ids and short words are no canaries', () => {
  const canaries = canariesOf({
    hotel: [
      {
        a: '12345678.90',
        b: '2026-01-02T03:04:05Z',
        c: '2026-01-02',
        d: 'short',
        e: '5f0c1a0e-1111-4222-8333-444455556666',
      },
    ],
    cinema: [],
  });
  assert.deepEqual(canaries['hotel'], []);
});

test('a value with quotes is compared as JSON writes it', () => {
  const canaries = canariesOf({ hotel: [{ name: 'The "Old" Mill' }], cinema: [{ name: 'The "Old" Mill' }] });
  assert.deepEqual(canaries, { hotel: [], cinema: [] });
});

test('a value that anybody gets is no canary', () => {
  const canaries = canariesOf({ hotel: [{ zone: 'Europe/Zurich', name: 'Zephyrine Palace' }], cinema: [] }, [
    'zones=["Europe/Zurich"]',
  ]);
  assert.deepEqual(canaries['hotel'], ['Zephyrine Palace']);
});

const tenants = {
  hotel: { id: 'org_Hq7LwK2m', organization: 'hotel', display: 'Harbour Hotels' },
  cinema: { id: 'org_Cn3XyP8s', organization: 'cinema', display: 'Lumen Cinemas' },
};
const person = { tenant: 'hotel', also: ['cinema'], role: 'analyst', expect: 'signed-in' } as const;

test('a tenant is told by its id and display name, also where every tenant is answered the same', () => {
  const same = [{ displayName: 'Corner Retail' }];
  assert.deepEqual(namesOf({ tenants, identities: {} }, { hotel: same, cinema: same }), {
    hotel: ['org_Hq7LwK2m', 'Harbour Hotels'],
    cinema: ['org_Cn3XyP8s', 'Lumen Cinemas'],
  });
});

test('a display name that others may be shown is no name of the tenant', () => {
  const rows = { hotel: [{ name: 'Lumen Cinemas West' }], cinema: [] };
  assert.deepEqual(namesOf({ tenants, identities: {} }, rows, ['Trusted by Harbour Hotels']), {
    hotel: ['org_Hq7LwK2m'],
    cinema: ['org_Cn3XyP8s'],
  });
});

test('tenants that one identity of the matrix belongs to are not told by their names', () => {
  const identities = { multi: { ...person, also: ['cinema'], purpose: 'matrix' as const } };
  assert.deepEqual(namesOf({ tenants, identities }, {}), { hotel: [], cinema: [] });
});
