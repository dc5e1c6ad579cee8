import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watches } from '../../plan/watch.ts';
import type { Sighting } from '../model.ts';
import { type Watched, recordOf } from '../verdict.ts';

const cells = watches().flatMap((group) => group.cells);
const cellOf = (sensor: string) => cells.find((cell) => cell.sensor === sensor)!;
const attempt = { test: 'a test', retry: 0 };
const sighting: Sighting = {
  sensor: 'canary',
  rule: 'foreign-data-received',
  channel: 'response',
  actor: 'hotel-viewer',
  subject: 'rows.list (response)',
  request: { method: 'GET', path: '/rows' },
  expected: 'data of hotel alone',
  seen: '"Quillory Screens" of cinema',
};
const watched = (rest: Partial<Watched> = {}): Watched => ({ sightings: [], unread: [], read: 5, ...rest });
const verdictOf = (sensor: string, ...[seen, expected = []]: [Watched, Parameters<typeof recordOf>[2]?]) =>
  recordOf(cellOf(sensor), seen, expected, attempt)?.verdict;

test('each sensor has a cell of its own', () => {
  assert.equal(new Set(cells.map(({ id }) => id)).size, 5);
});

test('silence passes only where something was read', () => {
  assert.equal(verdictOf('canary', watched()), 'passed');
  assert.equal(verdictOf('canary', watched({ read: 0 })), undefined);
});

test('a sighting fails the cell of its sensor, and names who saw it where', () => {
  const record = recordOf(cellOf('canary'), watched({ sightings: [sighting] }), [], attempt);
  assert.equal(record?.verdict, 'failed');
  assert.equal(record?.findings[0]?.actor, 'hotel-viewer');
  assert.match(record?.findings[0]?.title ?? '', /rows\.list \(response\)/);
  assert.equal(verdictOf('credential', watched({ sightings: [sighting] })), 'passed');
});

test('what could not be read blocks the canary cell and no other', () => {
  const unread = [{ channel: 'response' as const, subject: 'rows.list', reason: 'it was cut off' }];
  assert.equal(verdictOf('canary', watched({ unread })), 'blocked');
  assert.equal(verdictOf('transport', watched({ unread })), 'passed');
  assert.equal(verdictOf('canary', watched({ unread, sightings: [sighting] })), 'failed');
});

test('without a harvest the canary cell is blocked', () => {
  assert.equal(verdictOf('canary', watched({ blind: 'there is no harvest' })), 'blocked');
  assert.equal(verdictOf('disclosure', watched({ blind: 'there is no harvest' })), 'passed');
});

test('an expected finding is none, one beside it is, and one that does not come blocks', () => {
  const expected = [{ sensor: 'canary' as const, channel: 'response' as const, subject: 'rows.list' }];
  assert.equal(verdictOf('canary', watched({ sightings: [sighting] }), expected), 'passed');
  const other = { ...sighting, subject: 'rows.read (response)' };
  assert.equal(verdictOf('canary', watched({ sightings: [sighting, other] }), expected), 'failed');
  assert.equal(verdictOf('canary', watched(), expected), 'blocked');
});

test('an expected finding that may come need not', () => {
  const head = { sensor: 'canary' as const, channel: 'response' as const, subject: 'rows.list' };
  const expected = [{ ...head, optional: true }];
  assert.equal(verdictOf('canary', watched({ sightings: [sighting] }), expected), 'passed');
  assert.equal(verdictOf('canary', watched(), expected), 'passed');
});
