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
  assert.deepEqual(heardOn(policy), [
    'isolation/stored-markup/meanwhile/alerts/hotel-viewer',
    'isolation/stored-markup/meanwhile/alerts/hotel-analyst',
  ]);
});

test('a page that no stream tells of anything is not waited at', () => {
  const { 'alerts.stream': _, ...operations } = policy.operations;
  assert.deepEqual(heardOn({ ...policy, operations }), []);
});

test('beside the least of the people somebody looks from whom nothing is hidden, where that is another', () => {
  const lookingAt = (changed: Policy): string[] =>
    storedMarkup(changed).flatMap(({ cells }) =>
      cells.flatMap(({ page, actor = '', meanwhile }) =>
        page === 'competitor' && !meanwhile ? [actor] : [],
      ),
    );
  assert.deepEqual(lookingAt(policy), ['hotel-viewer', 'hotel-analyst']);
  const { competitors, ...others } = policy.resources;
  assert.ok(competitors);
  const resources = { ...others, competitors: { ...competitors, hidden: {} } };
  assert.deepEqual(lookingAt({ ...policy, resources }), ['hotel-viewer']);
});
