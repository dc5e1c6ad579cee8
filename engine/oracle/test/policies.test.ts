import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RowPolicy, openIn } from '../policies.ts';

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
  test(`holds: ${title}`, () => assert.deepEqual(openIn(policies, SETTING), []));

for (const [title, policies, message] of OPEN)
  test(`is open: ${title}`, () => {
    const [first, ...rest] = openIn(policies, SETTING);
    assert.match(first ?? '', message);
    assert.deepEqual(rest, []);
  });
