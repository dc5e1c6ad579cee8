import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { FAULTS, halfDoneWrites, outages, repeatableWrites } from '../outage.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const ids = outages(policy).flatMap(({ cells }) => cells.map(({ id }) => id));

test('in every outage every read that needs a sign-in is asked, the live channel and the platform too', () => {
  const reads = Object.entries(policy.operations).flatMap(([name, { method, scope }]) =>
    method === 'GET' && scope !== 'public' ? [name] : [],
  );
  assert.ok(reads.includes('alerts.stream') && reads.includes('platform.statistics'));
  for (const fault of FAULTS)
    for (const name of reads) assert.ok(ids.includes(`database/outage/${fault}/read/${name}`), name);
});

test('after every outage it is looked at who is given what, and that everything works', () => {
  for (const fault of FAULTS)
    for (const part of ['ready', 'apart', 'recovery'])
      assert.ok(ids.includes(`database/outage/${fault}/${part}`));
});

test('what writes again and again makes rows of the run, or gives one a value of the run', () => {
  assert.deepEqual(
    repeatableWrites(policy)
      .map(({ operation }) => operation)
      .sort(),
    [
      'alerts.create',
      'attachments.create',
      'competitors.create',
      'competitors.update',
      'exports.create',
      'invitations.create',
      'prices.create',
    ],
  );
});

test('no write is left behind by a database that is only slow', () => {
  assert.deepEqual(
    ids.filter((id) => /\/slow\/write\//.test(id)),
    [],
  );
  assert.ok(ids.includes('database/outage/read-only/write/alerts.create'));
});

test('somebody whose session may be ended logs out of a database that takes no writes', () => {
  const cells = outages(policy).flatMap((group) => group.cells.filter(({ part }) => part === 'logout'));
  assert.deepEqual(
    cells.map(({ id }) => id),
    ['database/outage/read-only/logout'],
  );
  assert.ok(cells.every((cell) => 'actor' in cell && policy.identities[cell.actor]?.purpose === 'spare'));
});

test('what is made in the background is being made when connections end, and in no other outage', () => {
  assert.deepEqual(
    ids.filter((id) => id.includes('/work/')),
    ['database/outage/cut/work/exports.create'],
  );
});

test('a page that a role may not open is not looked at', () => {
  const pages = Object.fromEntries(
    Object.entries(policy.pages).map(([name, page]) => [name, { ...page, roles: ['viewer'] }]),
  );
  const cells = outages({ ...policy, pages }).flatMap((group) => group.cells);
  assert.deepEqual(
    cells.filter(({ part }) => part === 'page'),
    [],
  );
});

test('a policy without a tenant plans neither', () => {
  const nobody = { ...policy, tenants: {}, identities: {} };
  assert.deepEqual(halfDoneWrites(nobody), []);
  assert.deepEqual(
    outages(nobody).flatMap(({ cells }) => cells.flatMap(({ part }) => (part === 'read' ? [part] : []))),
    [],
  );
});
