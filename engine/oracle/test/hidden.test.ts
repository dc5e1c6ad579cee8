import assert from 'node:assert/strict';
import { it } from 'node:test';
import { heldBy, ofRows, untold } from '../hidden.ts';

const FIELDS = ['notes', 'costBasis'];
const KNOWN = [
  { id: 'c-1', row: { id: 'c-1', name: 'One', notes: 'Ask for the lease', costBasis: 31.5 } },
  { id: 'c-2', row: { id: 'c-2', name: 'Two', notes: null, costBasis: 9 } },
];
const found = (answer: unknown): string[] => ofRows(heldBy(answer, FIELDS), KNOWN).map(({ field }) => field);

it('finds a hidden value with the id of its row, beside it, above it or on the way to it', () => {
  assert.deepEqual(found({ ranking: [{ rank: 1, competitorId: 'c-2', costBasis: 9 }] }), ['costBasis']);
  assert.deepEqual(found({ id: 'c-2', more: { inner: [{ costBasis: 9 }] } }), ['costBasis']);
  assert.deepEqual(found({ byId: { 'c-2': { costBasis: 9 } } }), ['costBasis']);
});

it('finds one without an id, by whatever hand the name and the number are written', () => {
  assert.deepEqual(found({ top: { cost_basis: '31.50' } }), ['costBasis']);
  assert.deepEqual(found([{ 'Cost basis': '31.5' }]), ['costBasis']);
  assert.deepEqual(found([{ Notes: 'Ask for the lease' }]), ['notes']);
});

it('takes what has the same name and is of something else', () => {
  assert.deepEqual(found({ competitorId: 'c-1', notes: 'What the alert is about' }), []);
  assert.deepEqual(found({ competitorId: 'c-1', costBasis: 9 }), []);
  assert.deepEqual(found({ costBasis: 9 }), []);
  assert.deepEqual(found({ competitorId: 'c-2', notes: null, costBasis: null }), []);
  assert.deepEqual(found({ items: [{ name: 'One' }] }), []);
});

it('says of which fields nothing is known', () => {
  assert.deepEqual(untold(FIELDS, KNOWN), []);
  assert.deepEqual(untold([...FIELDS, 'costBasis'], [{ id: 'c-1', row: { notes: null } }]), ['costBasis']);
});
