import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addedTo, toldElsewhere } from '../told-elsewhere.ts';

const PERSON = ['mara@cinema.example', 'auth0|17'];
const FOREIGN = ['Harbour Hotels', 'hana@hotel.example'];
const seenIn = (entry: Record<string, unknown>) => toldElsewhere([entry], PERSON, FOREIGN)[0]?.seen;

test('an entry tells of another tenant by its name, and by what is its alone', () => {
  assert.deepEqual(seenIn({ id: 1, target: 'somebody (Harbour Hotels)' }), ['Harbour Hotels']);
  assert.deepEqual(seenIn({ id: 1, actor: { email: 'hana@hotel.example' } }), ['hana@hotel.example']);
});

test('an entry tells of the person by the address or the id', () => {
  assert.deepEqual(seenIn({ id: 1, action: 'user.disable', target: 'mara@cinema.example' }), [PERSON[0]]);
  assert.deepEqual(seenIn({ id: 1, userId: 'auth0|17' }), [PERSON[1]]);
});

test('an entry about anything else tells nothing', () => {
  assert.equal(seenIn({ id: 1, action: 'audit.read', actor: 'carla@cinema.example' }), undefined);
});

test('an id that is a short number is no name', () => {
  assert.deepEqual(toldElsewhere([{ id: 17 }], ['17'], []), []);
});

test('what was added stands at one end of a log, and what came into view between them was there before', () => {
  const rows = (...ids: number[]) => ids.map((id) => ({ id }));
  assert.deepEqual(addedTo(rows(9, 8, 2, 1), rows(10, 9, 8, 3, 2, 1), 'id'), rows(10));
  assert.deepEqual(addedTo(rows(1, 2, 8, 9), rows(1, 2, 8, 9, 10), 'id'), rows(10));
  assert.deepEqual(addedTo(rows(1, 2), rows(1, 2), 'id'), []);
  assert.deepEqual(addedTo([], rows(1), 'id'), rows(1));
});
