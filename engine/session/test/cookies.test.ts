import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type StoredCookie, cookiesFor } from '../cookies.ts';

const NOW = Date.parse('2026-03-02T06:00:00Z');
const cookie = (change: Partial<StoredCookie>): StoredCookie => ({
  name: 'a',
  value: '1',
  domain: 'idp.example',
  path: '/',
  expires: -1,
  secure: false,
  ...change,
});
const sent = (change: Partial<StoredCookie>, address = 'https://idp.example/authorize?x=1'): boolean =>
  cookiesFor([cookie(change)], address, NOW) === 'a=1';

it('sends what the host, the path, the time and the transport allow', () => {
  assert.ok(sent({}));
  assert.ok(sent({ domain: '.example' }));
  assert.ok(sent({ domain: '.idp.example' }));
  assert.ok(sent({ path: '/authorize' }));
  assert.ok(sent({ expires: NOW / 1000 + 5 }));
  assert.ok(sent({ secure: true }));
  assert.ok(sent({ domain: 'localhost' }, 'http://localhost:4400/authorize'));
});

it('keeps everything else', () => {
  assert.equal(sent({ domain: 'example' }), false);
  assert.equal(sent({ domain: '.dp.example' }), false);
  assert.equal(sent({ path: '/auth' }), false);
  assert.equal(sent({ path: '/u' }), false);
  assert.equal(sent({ expires: NOW / 1000 - 5 }), false);
  assert.equal(sent({ secure: true }, 'http://idp.example/authorize'), false);
});

it('joins several', () => {
  const two = [cookie({}), cookie({ name: 'b', value: '2' })];
  assert.equal(cookiesFor(two, 'https://idp.example/', NOW), 'a=1; b=2');
});
