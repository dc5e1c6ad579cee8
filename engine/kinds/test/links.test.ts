import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { ALONE_LANE } from '../../plan/cells.ts';
import { loadPolicy } from '../../policy/load.ts';
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
