import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { forgetHarvest } from '../suite.ts';

test('a part of the suite harvests anew, and keeps the sessions and the mark of the part before', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'proof-suite-'));
  try {
    forgetHarvest(folder);
    const kept = ['hotel-admin.state.json', 'run.mark.json'];
    const deployment = path.join(folder, '.auth', '0123456789abcdef');
    mkdirSync(deployment, { recursive: true });
    writeFileSync(path.join(folder, '.auth', 'secrets.jsonl'), '');
    for (const name of [...kept, 'run.harvest.json', 'run.harvest.claim'])
      writeFileSync(path.join(deployment, name), '{}');
    forgetHarvest(folder);
    assert.deepEqual(readdirSync(deployment).sort(), kept);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
