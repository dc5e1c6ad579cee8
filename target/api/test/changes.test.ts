/** What a change leaves behind in the cache, however it ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Member } from '../auth/principal.ts';
import { ResponseCache } from '../cache.ts';
import { Changes } from '../changes.ts';
import type { Database } from '../db/pool.ts';

const who = { tenantId: 'org_A', userId: 'somebody', role: 'admin' } as unknown as Member;

/** A database whose transactions end in this way. */
function databaseThat(ends: () => Promise<unknown>): Database {
  return { withTenant: ends } as unknown as Database;
}

async function keptAfter(database: Database): Promise<string> {
  const cache = new ResponseCache();
  await cache.remember(who, 'thing', async () => 'before');
  await new Changes(database, cache)
    .commit(who, 'thing.update', async () => ({ target: 'thing', result: undefined }))
    .catch(() => undefined);
  return cache.remember(who, 'thing', async () => 'read again');
}

test('a change is forgotten by the cache', async () => {
  assert.equal(await keptAfter(databaseThat(async () => undefined)), 'read again');
});

test('a change of which nobody knows whether it was done is forgotten as well', async () => {
  const lost = databaseThat(async () => Promise.reject(new Error('the answer to COMMIT was lost')));
  assert.equal(await keptAfter(lost), 'read again');
});
