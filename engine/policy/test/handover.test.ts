import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { HANDED_OVER, handOver, handedOver } from '../handover.ts';
import { loadPolicy } from '../load.ts';

describe('the policy that is handed over', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bulkhead-policy-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'policy.bin');

  it('is the one that was read, with its corpus', () => {
    const policy = loadPolicy('policy/marketedge.yaml');
    handOver(policy, file);
    assert.deepEqual(handedOver({ [HANDED_OVER]: file }), policy);
  });

  it('is none where no run gave one', () => assert.equal(handedOver({}), undefined));

  it('is an error where it cannot be read, and never another policy', () => {
    assert.throws(() => handedOver({ [HANDED_OVER]: join(dir, 'gone') }), /ENOENT/);
    writeFileSync(join(dir, 'broken'), 'rubbish');
    assert.throws(() => handedOver({ [HANDED_OVER]: join(dir, 'broken') }));
  });
});
