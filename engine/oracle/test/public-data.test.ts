import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toldToAnybody } from '../public-data.ts';

const tenants = {
  hotel: {
    id: 'org_Hq7LwK2m',
    values: ['org_Hq7LwK2m', 'hana@harbour.example', 'Zephyrine Palace', 'The "Old" Mill', 'Riverside Inn'],
  },
  cinema: { id: 'org_Cn3XyP8s', values: ['Quillory Screens'] },
};
const told = (text: string, tenant = 'hotel'): string[] =>
  toldToAnybody(
    new Map([
      ['/', '<html>'],
      ['/app.js', text],
    ]),
    tenants,
    tenant,
  ).flatMap(({ values }) => values);

test('an address of somebody is told, also alone', () => {
  assert.deepEqual(told('support: "hana@harbour.example"'), ['hana@harbour.example']);
});

test('one or two texts of rows may be words of the application, three are rows', () => {
  assert.deepEqual(told('"Zephyrine Palace", "Riverside Inn"'), []);
  assert.deepEqual(told('["Zephyrine Palace","The \\"Old\\" Mill","Riverside Inn"]'), [
    'Zephyrine Palace',
    'The "Old" Mill',
    'Riverside Inn',
  ]);
});

test('the ids of several tenants are a list of tenants, the id of one is its own application', () => {
  assert.deepEqual(told('organization: "org_Hq7LwK2m"'), []);
  assert.deepEqual(told('{ a: "org_Hq7LwK2m", b: "org_Cn3XyP8s" }'), ['org_Hq7LwK2m']);
  assert.deepEqual(told('{ a: "org_Hq7LwK2m", b: "org_Cn3XyP8s" }', 'cinema'), ['org_Cn3XyP8s']);
  assert.deepEqual(told('{ b: "org_Cn3XyP8s" }'), []);
});

test('a finding names the file, and three values at most', () => {
  const files = new Map([
    ['/a.js', 'Zephyrine Palace, Riverside Inn'],
    ['/b.js', 'hana@harbour.example, Riverside Inn, Zephyrine Palace, The "Old" Mill'],
  ]);
  assert.deepEqual(
    toldToAnybody(files, tenants, 'hotel').map(({ path, values }) => [path, values.length]),
    [
      ['/a.js', 2],
      ['/b.js', 3],
    ],
  );
});
