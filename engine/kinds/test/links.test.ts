import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { ALONE_LANE } from '../../plan/cells.ts';
import { loadPolicy } from '../../policy/load.ts';
import { linkOfDisabled } from '../link-of-disabled.ts';
import { linkTold } from '../link-told.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);

test('others of the tenant, and of the platform, read all that they may', () => {
  const [group] = linkTold.plan(policy, {});
  const [cell] = group?.cells ?? [];
  assert.equal(group?.lane, ALONE_LANE);
  assert.equal(cell?.actor, 'hotel-analyst');
  assert.deepEqual(cell.readers.map(({ reader }) => reader).sort(), [
    'hotel-admin',
    'hotel-viewer',
    'platform-super-admin',
  ]);
  assert.ok(cell.readers.find(({ reader }) => reader === 'hotel-admin')?.reads.includes('audit.list'));
});

test('somebody who gets no link is given the least role that does', () => {
  const [cell] = linkOfDisabled.plan(policy, {})[0]?.cells ?? [];
  assert.deepEqual([cell?.actor, cell?.role, cell?.raised], ['hotel-managed', 'viewer', 'analyst']);
  const raised = structuredClone(policy);
  for (const { roles } of Object.values(raised.operations)) roles.push('viewer');
  assert.equal(linkOfDisabled.plan(raised, {})[0]?.cells[0]?.raised, undefined);
});

test('without people to manage nobody is disabled', () => {
  const { people: _, ...rest } = policy;
  assert.deepEqual(linkOfDisabled.plan(rest as typeof policy, {}), []);
});
