import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
    const environment: Record<string, string> = {};
    handOver(policy, file, environment);
    assert.deepEqual(handedOver(environment), policy);
  });

  it('goes to whatever a process starts, until the run is over', () => {
    const policy = loadPolicy('policy/marketedge.yaml');
    const environment: Record<string, string> = {};
    const further = join(dir, 'further', 'policy.bin');
    const takeBack = handOver(policy, further, environment);
    assert.deepEqual(environment, { [HANDED_OVER]: further });
    assert.deepEqual(handedOver(environment), policy);
    takeBack?.();
    assert.deepEqual(environment, {});
  });

  it('stays the one that a run has handed over', () => {
    const environment = { [HANDED_OVER]: '/of/the/run' };
    assert.equal(handOver(loadPolicy('policy/marketedge.yaml'), join(dir, 'not'), environment), undefined);
    assert.deepEqual(environment, { [HANDED_OVER]: '/of/the/run' });
    assert.equal(existsSync(join(dir, 'not')), false);
  });

  it('is none where no run gave one', () => assert.equal(handedOver({}), undefined));

  it('is an error where it cannot be read, and never another policy', () => {
    assert.throws(() => handedOver({ [HANDED_OVER]: join(dir, 'gone') }), /ENOENT/);
    writeFileSync(join(dir, 'broken'), 'rubbish');
    assert.throws(() => handedOver({ [HANDED_OVER]: join(dir, 'broken') }));
  });
});
