import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkAmount,
  checkEmail,
  checkText,
  checkWebsite,
  oneLine,
  safeLink,
} from '../src/components/validate.ts';

const RULE = { label: 'a name', longest: 10 };

test('A text is there, short enough, and can be seen', () => {
  assert.equal(checkText(' Ünder 😀 ', RULE), undefined);
  assert.equal(checkText('  ', RULE), 'Enter a name.');
  assert.equal(checkText('  ', { ...RULE, optional: true }), undefined);
  assert.match(checkText('12345678901', RULE) ?? '', /at most 10/);
  for (const text of ['a\u0000b', 'a\u001bb', 'a\u0085b', 'a\ud800b'])
    assert.match(checkText(text, RULE) ?? '', /Remove/);
  assert.equal(checkText('a\nb\tc', RULE), undefined);
  assert.equal(oneLine(' a\r\nb\tc  d '), 'a b c d');
});

test('An amount is a plain number from 0 up', () => {
  for (const text of ['0', '12', '129.5', '129.50']) assert.equal(checkAmount(text, 'a price'), undefined);
  for (const text of ['-1', '1e3', '1,5', '0x10', 'NaN', '1.234', '1000001', ''])
    assert.ok(checkAmount(text, 'a price'), text);
});

test('An e-mail address looks like one', () => {
  assert.equal(checkEmail('a.b@example.com'), undefined);
  assert.equal(checkEmail('', true), undefined);
  for (const text of ['', 'a', 'a@b', 'a b@c.de', '@c.de']) assert.ok(checkEmail(text), text);
});

test('Only web addresses become links', () => {
  assert.equal(checkWebsite('https://example.com/a'), undefined);
  assert.equal(safeLink('https://example.com'), 'https://example.com/');
  for (const text of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' data:text/html,x',
    'file:///etc',
    'example.com',
    '',
  ]) {
    assert.equal(safeLink(text), undefined, text);
  }
  assert.ok(checkWebsite('javascript:alert(1)'));
});
