import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RowPolicy, calls, literalsIn, openIn, settingsIn, tenantPattern } from '../policies.ts';

const SETTING = 'app.tenant_id';
const ASKS = `(tenant_id = current_setting('app.tenant_id'::text))`;

const policy = (rest: Partial<RowPolicy>): RowPolicy => ({
  name: 'p',
  command: '*',
  permissive: true,
  using: ASKS,
  check: null,
  asksElsewhere: false,
  ...rest,
});

const HOLD: [string, RowPolicy[]][] = [
  ['one for everything', [policy({})]],
  ['one with a check of its own', [policy({ check: ASKS })]],
  ['one for inserts, with a check alone', [policy({ command: 'a', using: null, check: ASKS })]],
  ['none: the database refuses', []],
  ['a function that knows', [policy({ using: '(tenant_id = current_tenant())', asksElsewhere: true })]],
  [
    'an open one below a restrictive one that asks',
    [policy({ using: 'true' }), policy({ name: 'wall', permissive: false })],
  ],
];

const OPEN: [string, RowPolicy[], RegExp][] = [
  ['using true', [policy({ using: 'true' })], /SELECT, INSERT, UPDATE, DELETE: using \(true\)/],
  [
    'true for deleting, beside a good one',
    [policy({}), policy({ name: 'd', command: 'd', using: 'true' })],
    /^the policy d .* DELETE: /,
  ],
  ['a check that is true', [policy({ check: 'true' })], /at INSERT, UPDATE: .* with check \(true\)/],
  ['an insert that is not checked', [policy({ command: 'a', using: null, check: 'true' })], /at INSERT/],
  ['another column', [policy({ using: '(deleted_at IS NULL)' })], /deleted_at/],
  [
    'an open one below a restrictive one for reading',
    [policy({ using: 'true' }), policy({ name: 'wall', permissive: false, command: 'r' })],
    /at INSERT, UPDATE, DELETE/,
  ],
  [
    'an open one below a restrictive one that asks for something else',
    [policy({ using: 'true' }), policy({ name: 'wall', permissive: false, using: '(deleted_at IS NULL)' })],
    /at SELECT/,
  ],
];

for (const [title, policies] of HOLD)
  test(`holds: ${title}`, () => assert.deepEqual(openIn(policies, [SETTING]), []));

for (const [title, policies, message] of OPEN)
  test(`is open: ${title}`, () => {
    const [first, ...rest] = openIn(policies, [SETTING]);
    assert.match(first ?? '', message);
    assert.deepEqual(rest, []);
  });

const ASKED: [string, string[], string[]][] = [
  [ASKS, [SETTING], []],
  [`(${ASKS} OR (current_setting('app.bypass'::text, true) = 'on'::text))`, ['app.bypass', SETTING], []],
  [`NULLIF(pg_catalog.current_setting( 'App.Role' , true), '')`, ['app.role'], []],
  [`current_setting('app.' || kind, true)`, [], [`'app.' || kind`]],
  ['current_setting(name)', [], ['name']],
  [`select setting from pg_settings where name = 'app.x'`, [], ['pg_settings']],
  [`my_current_setting('app.x')`, [], []],
  [`tenant_id = 'current_setting'`, [], []],
];
for (const [text, names, unnamed] of ASKED)
  test(`the settings of ${text}`, () => assert.deepEqual(settingsIn(text), { names, unnamed }));

test('the texts of an expression, with their quotes as they mean', () =>
  assert.deepEqual(literalsIn(`(x = 'on'::text) OR (y = ANY (ARRAY['o''clock'::text, 'on'::text, '']))`), [
    'on',
    "o'clock",
    '',
  ]));

test('a call is one of the function, and of no other', () => {
  for (const text of ['is_admin()', 'public.is_admin (1)', '("is_admin"(x))', 'NOT Is_Admin()'])
    assert.ok(calls(text, 'is_admin'), text);
  for (const text of ['is_admin', 'not_is_admin()', 'is_admin2()', "is_admin = 'x()'"])
    assert.ok(!calls(text, 'is_admin'), text);
});

test('an id is recognised as a whole value, and within one where it is long enough', () => {
  const matches = (ids: string[], whole: boolean, text: string): boolean => {
    const pattern = tenantPattern(ids, whole);
    return (
      pattern !== undefined && new RegExp(pattern.replaceAll('[:alnum:]', '\\p{L}\\p{N}'), 'u').test(text)
    );
  };
  assert.ok(matches(['7'], true, '7'));
  assert.ok(matches(['org_Abc123'], false, '{"by": "org_Abc123"}'));
  assert.ok(matches(['org_Abc123'], false, '{org_X,org_Abc123}'));
  assert.ok(!matches(['7'], true, '17'));
  assert.ok(!matches(['7'], false, '{"n": 7}'), 'a short one within a document is there by chance');
  assert.ok(!matches(['org_Abc123'], false, '{"by": "org_Abc1234"}'));
  assert.ok(!matches(['org.Abc123'], true, 'org_Abc123'));
});
