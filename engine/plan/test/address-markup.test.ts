import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { addressMarkup } from '../address-markup.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);

test('every page is looked at, and an address that no page has, by the steward of the first tenant wherever that person may open it', () => {
  const cells = addressMarkup(policy).flatMap((group) => group.cells);
  assert.deepEqual(
    cells.map(({ page }) => page),
    [...Object.keys(policy.pages), undefined],
  );
  const others = cells.filter(({ actor }) => actor !== 'hotel-admin');
  assert.deepEqual([...new Set(others.map(({ actor }) => actor))], ['platform-super-admin']);
  assert.ok(others.every(({ page }) => page?.startsWith('admin-')));
});

test('a page that nobody may open is looked at by nobody', () => {
  const closed = { path: '/closed', roles: [], controls: [], locked: [] };
  const cells = addressMarkup({ ...policy, pages: { closed } }).flatMap((group) => group.cells);
  assert.deepEqual(
    cells.map(({ page }) => page),
    [undefined],
  );
});
