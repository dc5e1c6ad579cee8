import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safeReturnTo } from '../src/auth/return-to.ts';

const GOOD = [
  '/dashboard',
  '/competitors?search=a%20b&page=2',
  '/competitors/1#prices',
  '/join?invitation=a.b-c_d',
  '/a//b',
];

const BAD: readonly unknown[] = [
  '',
  'dashboard',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/a\\b',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' /dashboard',
  '/dash\u0000board',
  '/dash\u007fboard',
  'https://evil.example/',
  'javascript:alert(1)',
  'data:text/html,x',
  '/.//evil.example',
  '/..//evil.example',
  '/',
  '/callback',
  '/callback?code=1&state=2',
  '/./callback',
  '/login?returnTo=/login',
  `/${'a'.repeat(3000)}`,
  undefined,
  null,
  7,
  { toString: () => '/dashboard' },
  ['/dashboard'],
];

test('A path of this site is kept as it is', () => {
  for (const path of GOOD) assert.equal(safeReturnTo(path), path);
});

test('Whatever leaves the site, or could be read so, is dropped', () => {
  for (const value of BAD) assert.equal(safeReturnTo(value), undefined, JSON.stringify(value));
});
