import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Policy } from '../../../policy/types.ts';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { Blocked, type Problem } from '../../record/problem.ts';
import { fieldsInFile } from '../fields-in-file.ts';
import { type Write, worldOf } from './exporting.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const { operations } = policy;
/** As it would be if viewers, to whom costs and notes are not shown, might have exports. */
const open: Policy = {
  ...policy,
  operations: Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      name.startsWith('exports.') ? { ...operation, roles: [...operation.roles, 'viewer'] } : operation,
    ]),
  ),
};
const cells = fieldsInFile.plan(open, {}).flatMap((group) => group.cells);
const row = { name: 'Seaside Palace', notes: 'Ask for the lease', costBasis: 31.5 };
const resources = { competitors: { hotel: [{ binding: { competitorId: 'c-1' }, row }] } };

/** What is found in a file with this text, asked for with one of the bodies. */
async function found(body: string | undefined, write: Write): Promise<Problem[]> {
  const cell = cells.find((each) => each.body === body);
  assert.ok(cell);
  return fieldsInFile.judge(await worldOf(open, { resources }, write), cell);
}

describe('fields that are hidden', () => {
  test('are looked for in every kind of file that a role with hidden fields may have', () => {
    assert.deepEqual(
      cells.map(({ id }) => id),
      ['', 'prices/', 'competitors-as-json/', 'prices-as-json/'].map(
        (body) => `access/fields-in-file/exports/${body}hotel-viewer`,
      ),
    );
    assert.deepEqual(fieldsInFile.plan(policy, {}), []);
  });

  test('are found in comma-separated values and in JSON', async () => {
    const [csv] = await found('prices', () => 'competitor,Cost basis\r\nSeaside Palace,31.50\r\n');
    assert.equal(csv?.seen, 'the fields costBasis, with values of its rows');
    const [json] = await found('prices-as-json', () => JSON.stringify([row]));
    assert.equal(json?.seen, 'the fields notes, costBasis, with values of its rows');
  });

  test('may have an empty column, and others of the row may be there', async () => {
    assert.deepEqual(await found(undefined, () => 'name,notes\r\nSeaside Palace,\r\n'), []);
    assert.deepEqual(await found('competitors-as-json', () => JSON.stringify([{ name: row.name }])), []);
  });

  test('are not said to be absent from a file without rows', async () => {
    for (const body of [undefined, 'competitors-as-json'])
      await assert.rejects(
        found(body, () => (body ? '[]' : 'name,notes\r\n')),
        (error) => error instanceof Blocked && /holds no rows/.test(error.message),
      );
  });
});
