import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import type { World } from '../../checks/world.ts';
import { ALONE_LANE } from '../../plan/cells.ts';
import { loadPolicy } from '../../policy/load.ts';
import { Blocked } from '../../record/problem.ts';
import { writtenFile } from '../written-file.ts';
import { type Write, worldOf } from './exporting.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const groups = writtenFile.plan(policy, {});
const cells = groups.flatMap((group) => group.cells);
const tenants = Object.keys(policy.tenants);
const BODIES = ['prices', 'competitors-as-json', 'prices-as-json'];

const OWN: Readonly<Record<string, string>> = Object.fromEntries(
  tenants.map((name) => [name, `Rival of ${name}`]),
);
const canaries = Object.fromEntries(tenants.map((name) => [name, [`Rival of ${name}`]]));
const write: Write = (waiting) => OWN[waiting.at(-1)?.tenant ?? ''] ?? '';
const honest = (): Promise<World> => worldOf(policy, { canaries }, write);

/** The tenants at which the check of a body has a finding. */
async function foundAt(world: World, body: string | undefined): Promise<string[]> {
  const found: string[] = [];
  for (const cell of cells.filter((each) => each.body === body))
    if ((await writtenFile.judge(world, cell)).length > 0) found.push(cell.tenant);
  return found;
}

describe('the plan of files that the application writes', () => {
  test('is one file of each tenant for each body, asked for by whoever may do the least', () => {
    const actors = tenants.map((tenant) => `${tenant}-analyst`);
    assert.deepEqual(
      cells.map(({ id }) => id),
      [
        ...actors.map((actor) => `isolation/file/exports/${actor}`),
        ...BODIES.flatMap((body) => actors.map((actor) => `isolation/file-by-body/exports/${body}/${actor}`)),
      ],
    );
    assert.ok(groups.every(({ lane }) => lane === ALONE_LANE));
  });

  test('leaves out what somebody sent, and a tenant that is alone', () => {
    assert.ok(cells.every(({ operation }) => operation === 'exports.create'));
    const { hotel } = policy.tenants;
    assert.ok(hotel);
    assert.deepEqual(writtenFile.plan({ ...policy, tenants: { hotel } }, {}), []);
  });
});

describe('a file that the application writes', () => {
  test('passes with rows of its own tenant', async () => {
    const world = await honest();
    for (const body of [undefined, ...BODIES]) assert.deepEqual(await foundAt(world, body), [], body);
  });

  test('is found where those that wait share one reading, in the one kind that does', async () => {
    const shared: Write = (waiting) =>
      waiting.at(-1)?.wanted.kind === 'prices' ? write(waiting.slice(0, 1)) : write(waiting);
    const world = await worldOf(policy, { canaries }, shared, tenants.length);
    assert.equal((await foundAt(world, 'prices')).length, tenants.length - 1);
    assert.equal((await foundAt(world, 'prices-as-json')).length, tenants.length - 1);
    assert.deepEqual(await foundAt(world, undefined), []);
    assert.deepEqual(await foundAt(world, 'competitors-as-json'), []);
  });

  test('is found where one format holds the rows of all', async () => {
    const all = JSON.stringify(Object.values(OWN));
    const world = await worldOf(policy, { canaries }, (waiting) =>
      waiting.at(-1)?.wanted.format === 'json' ? all : write(waiting),
    );
    assert.deepEqual(await foundAt(world, 'competitors-as-json'), tenants);
    assert.deepEqual(await foundAt(world, 'prices'), []);
  });

  test('proves nothing where it is empty, or nobody else got one', async () => {
    const [cell] = cells;
    assert.ok(cell);
    const blocked = (message: RegExp) => (error: unknown) =>
      error instanceof Blocked && message.test(error.message);
    const empty = await worldOf(policy, { canaries }, () => 'name,price');
    await assert.rejects(writtenFile.judge(empty, cell), blocked(/holds nothing of hotel either/));
    const alone = { ...cell, askers: cell.askers.slice(0, 1) };
    await assert.rejects(writtenFile.judge(await honest(), alone), blocked(/two tenants are needed/));
  });
});
