/** A transaction says for whom it runs, and the connection forgets it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startWorld, TENANT, type World } from './world.ts';

const FOR_WHOM = `SELECT current_setting('app.tenant_id', true) AS tenant, current_setting('app.user_id', true) AS person`;
type ForWhom = { tenant: string | null; person: string | null };

let world: World;
before(async () => {
  world = await startWorld();
});
after(() => world.stop());

test('whatever stands in a name is a part of the name', async () => {
  const { database } = world.services;
  for (const userId of [
    `o'neil`,
    `a', true); SELECT set_config('app.tenant_id', '${TENANT.gym}`,
    'back\\slash',
    '$1',
  ]) {
    const seen = await database.withTenant({ tenantId: TENANT.hotel, userId }, (tx) =>
      tx.row<ForWhom>(FOR_WHOM),
    );
    assert.deepEqual(seen, { tenant: TENANT.hotel, person: userId });
  }
});

test('a statement that was prepared for one tenant shows the rows of whoever asks', async () => {
  const { database } = world.services;
  const tenantsSeen = (tenantId: string): Promise<{ tenant_id: string }[]> =>
    database.withTenant({ tenantId, userId: '' }, (tx) =>
      tx.rows('SELECT DISTINCT tenant_id FROM competitors WHERE name <> $1', ['nobody']),
    );
  // Often enough for the server to plan it once and for all.
  for (let round = 0; round < 10; round += 1)
    for (const tenantId of [TENANT.hotel, TENANT.cinema])
      assert.deepEqual(await tenantsSeen(tenantId), [{ tenant_id: tenantId }]);
});

test('a connection that goes back forgets whom it was for, also after a mistake', async () => {
  const { database } = world.services;
  const context = { tenantId: TENANT.hotel, userId: 'somebody' };
  await database.withTenant(context, (tx) => tx.rows('SELECT $1::text', ['a']));
  await assert.rejects(database.withTenant(context, (tx) => tx.rows('SELECT $1::int', ['a'])));
  const seen = await database.transaction((tx) => tx.row<ForWhom>(FOR_WHOM));
  assert.deepEqual([seen?.tenant || null, seen?.person || null], [null, null]);
});
