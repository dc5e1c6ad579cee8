import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alikeTo } from '../mail-addresses.ts';

test('addresses that are held to be equal differ in what mail servers pass over', () => {
  assert.deepEqual(
    alikeTo('ada.lovelace@mail.example.org', 'x1').map(({ address }) => address),
    [
      'ada.lovelace+x1@mail.example.org',
      'ada.lovelace-x1@mail.example.org',
      'adalovelace@mail.example.org',
      'ada.lovelac_@mail.example.org',
      'ada%@mail.example.org',
      'x1@mail.example.org',
      'x1ada.lovelace@mail.example.org',
      'ada.lovelace@x1.mail.example.org',
      'ada.lovelace@x1.example',
    ],
  );
});

test('an address without dots is given one, and none of them is the address itself', () => {
  const addresses = alikeTo('ada@example.org', 'x1').map(({ address }) => address);
  assert.ok(addresses.includes('a.da@example.org'));
  assert.ok(!addresses.includes('ada@example.org'));
  assert.ok(!alikeTo('a@example.org', 'x1').some(({ address }) => address === 'a@example.org'));
});
