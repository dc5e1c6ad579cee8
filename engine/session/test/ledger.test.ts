import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ledger } from '../ledger.ts';

test('what was made and what was changed stand open until each is closed, the latest first, for whoever reads the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  try {
    const file = join(folder, 'ledger');
    const ledger = new Ledger(file);
    assert.deepEqual(ledger.open(), []);
    const made = { resource: 'things', tenant: 'one', identity: 'one-admin', binding: { thingId: '1' } };
    const changed = { operation: 'tenants.reopen', identity: 'platform-admin', binding: { tenantId: '2' } };
    ledger.add(made);
    ledger.add(changed);
    assert.deepEqual(new Ledger(file).open(), [changed, made]);
    ledger.close(changed);
    assert.deepEqual(new Ledger(file).open(), [made]);
    ledger.close(made);
    assert.deepEqual(new Ledger(file).open(), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
