import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutAddress } from '../enumeration.ts';

test('a finding names an address neither as it is registered nor as it was typed', () => {
  const email = 'ann@hotel.example';
  const masked = (typed: string, text: string): string => withoutAddress(text, email, typed);
  assert.equal(masked('ANN@HOTEL.EXAMPLE', `ANN@HOTEL.EXAMPLE became ${email}`), '<email> became <email>');
  assert.equal(masked(` ${email} `, `"${email}" and " ${email} "`), '"<email>" and "<email>"');
  assert.equal(masked(email, 'login_hint=ann%40hotel.example'), 'login_hint=<email>');
});
