import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { existence, furtherOf } from '../existence.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const cellsOf = (name: string) =>
  existence.plan(policy, {}).flatMap(({ cells }) => cells.filter(({ operation }) => operation === name));
const written = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join();

test('every read by id is asked for with every condition, and in parts, by few requests of each', () => {
  for (const [name, { method, path }] of Object.entries(policy.operations)) {
    if (method !== 'GET' || !path.includes('Id}')) continue;
    const cells = cellsOf(name);
    if (cells.length === 0) continue;
    const asked = new Set(cells.flatMap(({ further }) => further.map(written)));
    for (const header of ['if-none-match: *', 'if-match: "bulkhead"', 'if-match: *', 'range: bytes=0-0'])
      assert.ok(asked.has(header), `${name} with ${header}`);
    assert.ok([...asked].some((header) => header.startsWith('if-unmodified-since: ')));
    for (const { further } of cells) assert.ok(further.length <= 3, name);
  }
});

test('what knows versions is asked by everybody with one that is old', () => {
  for (const name of ['competitors.update', 'competitors.delete'])
    for (const { further } of cellsOf(name))
      assert.equal(further.filter((headers) => written(headers) === 'if-match: "bulkhead"').length, 1);
});

test('however few ask, all the headers are used', () => {
  const operation = policy.operations['competitors.read'];
  assert.ok(operation);
  const all = (of: number): number =>
    new Set(
      Array.from({ length: of }, (_, index) => furtherOf(operation, index, of))
        .flat()
        .map(written),
    ).size;
  assert.deepEqual([all(1), all(2), all(5), all(40)], [8, 8, 8, 8]);
});
