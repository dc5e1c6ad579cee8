import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../../../policy/types.ts';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { storedMarkup } from '../markup.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const heardOn = (changed: Policy): string[] =>
  storedMarkup(changed).flatMap(({ cells }) => cells.flatMap((cell) => (cell.meanwhile ? [cell.id] : [])));

test('a page that a stream tells of what it shows is open while markup is stored', () => {
  assert.deepEqual(heardOn(policy), ['isolation/stored-markup/meanwhile/alerts/hotel-viewer']);
});

test('a page that no stream tells of anything is not waited at', () => {
  const { 'alerts.stream': _, ...operations } = policy.operations;
  assert.deepEqual(heardOn({ ...policy, operations }), []);
});
