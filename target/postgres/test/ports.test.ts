import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '../ports.ts';

test('a port is given once, whether anybody listens on it or not', async () => {
  const ports: number[] = [];
  // So many that of twelve thousand the same would come up twice nearly always, were it left to chance.
  for (let count = 0; count < 500; count += 1) ports.push(await freePort());
  assert.equal(new Set(ports).size, ports.length);
});
