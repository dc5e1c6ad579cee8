import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute, canariesOf, namesOf } from '../canaries.ts';

const list = (hotel: object[], cinema: object[]) => ({ competitors: { hotel, cinema } });

test('what the run made belongs to whom it was made for, whoever is given it', () => {
  const rows = [{ id: 'old' }, { id: 'made' }];
  const { own, mixed } = attribute(
    { rows: { hotel: rows, cinema: rows } },
    ({ id }) => id,
    () => false,
    (id) => (id === 'made' ? 'hotel' : undefined),
  );
  assert.deepEqual(own['rows'], { hotel: [{ id: 'made' }], cinema: [] });
  assert.deepEqual(mixed['rows'], {
    hotel: { rows: 1, example: 'old' },
    cinema: { rows: 2, example: 'old' },
  });
});

test('a canary stands in the rows of one tenant only, also as part of a longer text', () => {
  const canaries = canariesOf(
    list(
      [{ name: 'Zephyrine Palace', common: 'Northgate', note: 'Riverside Inn' }],
      [{ name: 'Quillory Screens', common: 'Northgate Plaza', note: 'at the Riverside Inn corner' }],
    ),
  );
  assert.deepEqual(canaries, {
    hotel: ['Zephyrine Palace'],
    cinema: ['Quillory Screens', 'Northgate Plaza', 'at the Riverside Inn corner'],
  });
});

test('a value that another tenant is answered stays a canary: it may be the leak', () => {
  const rows = list([{ name: 'Zephyrine Palace' }], [{ name: 'Quillory Screens' }]);
  const canaries = canariesOf(rows, { hotel: [], cinema: [{ ranking: [{ name: 'Zephyrine Palace' }] }] });
  assert.deepEqual(canaries, { hotel: ['Zephyrine Palace'], cinema: ['Quillory Screens'] });
});

test('a value that is in no row is a canary only while nobody else is answered it', () => {
  const canaries = canariesOf(list([], []), {
    hotel: [{ support: 'desk@harbour.example', plan: 'professional' }],
    cinema: [{ plan: 'professional' }],
  });
  assert.deepEqual(canaries['hotel'], ['desk@harbour.example']);
});

test('values that repeat from row to row are kinds and states, and nobody’s own', () => {
  const hotel = ['competitor.create', 'competitor.create', 'competitor.restore', 'competitor.create'].map(
    (action, index) => ({ action, target: `Zephyrine Palace ${index}` }),
  );
  assert.deepEqual(
    canariesOf(list(hotel, []))['hotel'],
    hotel.map(({ target }) => target),
  );
});

test('a log gives no canaries, and what another tenant’s log holds is none', () => {
  const logs = {
    entries: {
      hotel: [{ action: 'listPlatformAudit' }, { action: 'competitor.create', target: 'Zephyrine Palace' }],
      cinema: [{ action: 'competitor.delete', target: 'Riverside Inn' }],
    },
  };
  const rows = list(
    [{ name: 'Zephyrine Palace' }, { name: 'Riverside Inn' }],
    [{ name: 'Quillory Screens' }],
  );
  assert.deepEqual(canariesOf(rows, {}, [], logs), {
    hotel: ['Zephyrine Palace'],
    cinema: ['Quillory Screens'],
  });
});

test('numbers, dates, ids and short words are no canaries', () => {
  const row = {
    a: '12345678.90',
    b: '2026-01-02T03:04:05Z',
    c: '2026-01-02',
    d: 'short',
    e: '5f0c1a0e-1111-4222-8333-444455556666',
  };
  assert.deepEqual(canariesOf(list([row], []))['hotel'], []);
});

test('a value with quotes is compared as JSON writes it', () => {
  const row = { name: 'The "Old" Mill' };
  assert.deepEqual(canariesOf(list([row], [row])), { hotel: [], cinema: [] });
});

test('a value that anybody gets is no canary', () => {
  const row = { zone: 'Europe/Zurich', name: 'Zephyrine Palace' };
  assert.deepEqual(canariesOf(list([row], []), {}, ['zones=["Europe/Zurich"]'])['hotel'], [
    'Zephyrine Palace',
  ]);
});

interface Person {
  id: string;
  both?: boolean;
}
const ids = ({ id }: Person): string => id;
const both = (row: Person): boolean => row.both === true;

test('a row that two tenants list is mixed up, and belongs to neither', () => {
  const lists = { users: { hotel: [{ id: 'h' }, { id: 'x' }], cinema: [{ id: 'x' }], gym: [{ id: 'g' }] } };
  const { own, mixed } = attribute<Person>(lists, ids, both);
  assert.deepEqual(own, { users: { hotel: [{ id: 'h' }], cinema: [], gym: [{ id: 'g' }] } });
  assert.deepEqual(mixed, {
    users: { hotel: { rows: 1, example: 'x' }, cinema: { rows: 1, example: 'x' } },
  });
});

test('somebody who belongs to both tenants is no mix-up', () => {
  const person = { id: 'x', both: true };
  const { own, mixed } = attribute<Person>({ users: { hotel: [person], cinema: [person] } }, ids, both);
  assert.deepEqual(own, { users: { hotel: [person], cinema: [person] } });
  assert.deepEqual(mixed, {});
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
