import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../../probe/transport.ts';
import { outlineOf } from '../outline.ts';

const ID = '0b0a4c0e-5f7b-4b8e-9a53-2f6f4f6c1d11';
const made = (email: string, rest: object, id: unknown = ID): Answer => ({
  status: 201,
  headers: { location: `/invitations/${String(id)}`, vary: 'origin' },
  text: '',
  json: { id, email, link: `https://app.example/join?t=${email}`, at: '2026-01-02T03:04:05Z', ...rest },
});

test('ids, addresses, links and times of its own are put out of sight', () => {
  const [one, other] = ['ada@one.example', 'xyz@one.example'].map((email) =>
    outlineOf(made(email.toUpperCase(), { role: 'viewer', count: 3 }), [email, ID]),
  );
  assert.deepEqual(one, { ...other, json: one?.json });
  assert.match(one?.text ?? '', /"role":"viewer","count":3/);
});

test('what stands beside an address stays, and so does a name', () => {
  const { text } = outlineOf(made('ada@one.example', { to: 'Ada <ada@one.example>', name: 'Ada' }), [
    'ada@one.example',
    ID,
  ]);
  assert.match(text, /"to":"Ada <<own>>","name":"Ada"/);
});

test('a short id is one only where it stands alone', () => {
  const { text } = outlineOf(made('ada@one.example', { text: 'room 17', number: 17 }, '17'), ['17']);
  assert.match(text, /^\{"id":"<own>"/);
  assert.match(text, /"text":"room 17","number":"<own>"/);
});

test('a refusal stays as it is', () => {
  const refusal = { ...made('ada@one.example', {}), status: 409, text: 'ada@one.example is taken' };
  assert.equal(outlineOf(refusal, ['ada@one.example']), refusal);
});
