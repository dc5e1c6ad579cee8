import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { UserFault } from '../../fault.ts';
import { loadPolicy, parsePolicy } from '../load.ts';

const FILE = `${ROOT}/policy/marketedge.yaml`;
const TEXT = readFileSync(FILE, 'utf8');

function refusal(text: string): string {
  try {
    parsePolicy(text, 'p.yaml');
  } catch (error) {
    assert.ok(error instanceof UserFault, String(error));
    return error.message;
  }
  throw new assert.AssertionError({ message: 'the policy was accepted' });
}

/** The 1-based line of the first occurrence. */
const lineOf = (needle: string): number => TEXT.slice(0, TEXT.indexOf(needle)).split('\n').length;

test('the policy of MarketEdge is good', () => {
  assert.equal(loadPolicy(FILE).application, 'marketedge');
});

test('broken YAML is refused with its line', () => {
  assert.match(refusal('application: [\n'), /p\.yaml:\d+:\d+: /);
});

test('a value outside its enumeration is refused with line, column and the choices', () => {
  const message = refusal(TEXT.replace('tenancy: organization', 'tenancy: sometimes'));
  assert.match(
    message,
    new RegExp(
      `p\\.yaml:${lineOf('tenancy: organization')}:\\d+: tenancy must be one of organization, claim`,
    ),
  );
});

test('an unknown member is refused by its name', () => {
  assert.match(
    refusal(TEXT.replace('title: MarketEdge', 'title: MarketEdge\ntitel: x')),
    /does not know "titel"/,
  );
});

test('a missing member is named', () => {
  assert.match(refusal(TEXT.replace('application: marketedge\n', '')), /needs "application"/);
});

test('a role that is not defined is refused where it is used', () => {
  assert.match(
    refusal(TEXT.replace('heading: Trash\n    roles: [admin]', 'heading: Trash\n    roles: [admn]')),
    /pages\.trash\.roles\.0 names the role "admn"/,
  );
});

test('an operation that lists a resource must exist', () => {
  assert.match(
    refusal(TEXT.replace('list: alerts.list', 'list: alarms.list')),
    /resources\.alerts\.list is not an operation/,
  );
});

test('of isolation and access only what a deployment may not have can be put out of scope', () => {
  const excluding = (check: string): string =>
    `${TEXT}\noutOfScope:\n  - { check: ${check}, reason: there is none of it here, owner: nobody }\n`;
  for (const check of [
    'isolation/foreign-read',
    'access/',
    'isolation/search',
    'access/role/people/hotel-admin',
    'infrastructure/canaries',
    'infrastructure/sensor/canary/api',
    'session/watch',
    'disclosure/watch/disclosure',
  ])
    assert.match(refusal(excluding(check)), /outOfScope\.0\.check cannot be out of scope/, check);
  assert.match(refusal(excluding('isolation')), /outOfScope\.0\.check must match pattern/);
  for (const check of ['isolation/search-own', 'access/invitation', 'session/tls', 'infrastructure/tls'])
    assert.equal(parsePolicy(excluding(check), 'p.yaml').outOfScope[0]?.check, check);
});

test('where a login comes back and tokens live need not be said where it is as usual', () => {
  const said = ['  callback: /callback\n', '  loggedOut: /\n', '  storage: memory\n'];
  const text = said.reduce((rest, line) => rest.replace(line, ''), TEXT);
  assert.equal(said.join('').length, TEXT.length - text.length);
  const { client, session } = parsePolicy(text, 'p.yaml');
  assert.deepEqual([client.callback, client.loggedOut, session.storage], ['/callback', '/', 'memory']);
});

test('a file that is not there is told by the variable that names it', () => {
  assert.throws(() => loadPolicy('/nowhere/policy.yaml'), /POLICY names \/nowhere\/policy\.yaml/);
});

test('what the checks of the browser go by must be operations that fit', () => {
  assert.match(
    refusal(TEXT.replace('switch: me.switch', 'switch: me.read')),
    /client\.switch is not an operation/,
  );
  assert.match(
    refusal(TEXT.replace('    operation: me.read', '    operation: me.switch')),
    /client\.profile\.operation is not an operation of this policy that reads/,
  );
  const line = lineOf('controls: [competitors.create]');
  assert.match(
    refusal(TEXT.replace('controls: [competitors.create]', 'controls: [competitors.list]')),
    new RegExp(`p\\.yaml:${line}:\\d+: pages\\.competitor-new\\.controls\\.0 is not an operation`),
  );
  assert.match(
    refusal(TEXT.replace('locked: [settings.update, flags.update]', 'locked: [alerts.create]')),
    /pages\.settings\.locked\.0 is not one of the controls/,
  );
});

test('another body is one more that is sent, and refers to what there is', () => {
  const { operations } = loadPolicy(FILE);
  assert.deepEqual(operations['exports.create']?.bodies['prices'], { kind: 'prices', format: 'csv' });
  assert.deepEqual(operations['alerts.create']?.bodies, {});
  const line = lineOf('prices: { kind: prices, format: csv }');
  const instead = (body: string): string =>
    TEXT.replace('prices: { kind: prices, format: csv }', `prices: ${body}`);
  const at = (path: string): string =>
    `p\\.yaml:${line}:\\d+: operations\\.exports\\.create\\.bodies${path} `;
  assert.match(
    refusal(instead('{ kind: competitors, format: csv }')),
    new RegExp(`${at('\\.prices')}is the same as "body"`),
  );
  assert.match(
    refusal(instead("{ kind: prices, of: '{{id:competitor}}' }")),
    new RegExp(`${at('\\.prices')}has {{id:competitor}}, which is not a resource`),
  );
  assert.match(refusal(instead('csv')), new RegExp(`${at('\\.prices')}must be object`));
  assert.match(
    refusal(TEXT.replace('      prices: { kind', '      Prices (all): { kind')),
    /operations\.exports\.create\.bodies has a bad name: "Prices \(all\)"/,
  );
  assert.match(
    refusal(TEXT.replace("competitorId: '{{id:competitors}}'", "competitorId: '{{id:rivals}}'")),
    /operations\.alerts\.create\.body has {{id:rivals}}/,
  );
});

test('another body is refused where none is sent, or nothing is tried with it', () => {
  const BODIES = 'bodies: { other: { weeklyReport: false } }';
  assert.match(
    refusal(TEXT.replace('    query: { q: a }', `    query: { q: a }\n    ${BODIES}`)),
    /operations\.autocomplete\.bodies are only for an operation that writes and needs a sign-in/,
  );
  assert.match(
    refusal(TEXT.replace('    form: { field', `    ${BODIES}\n    form: { field`)),
    /operations\.attachments\.create\.bodies are never sent: "form"/,
  );
});

test('a database has its patience, and an exception its reason', () => {
  const { database } = loadPolicy(FILE);
  assert.deepEqual(
    [
      database?.patienceSeconds,
      database?.recoverySeconds,
      database?.definerFunctions,
      database?.sharedTables,
    ],
    [8, 10, [], []],
  );
  const given = TEXT.replace(
    '  tenantColumn: tenant_id',
    '  tenantColumn: tenant_id\n  definerFunctions: [{ name: audit.note, reason: Writes the log. }]',
  );
  assert.deepEqual(parsePolicy(given, 'p.yaml').database?.definerFunctions, [
    { name: 'audit.note', reason: 'Writes the log.' },
  ]);
  assert.match(refusal(given.replace(', reason: Writes the log.', '')), /definerFunctions\.0 needs "reason"/);
});

test('a table is held between tenants, between people or by nobody, and a setting has its reason', () => {
  const { database } = parsePolicy(
    TEXT.replace(/^ {2}(?:personTables|settings):\n(?: {4}.*\n)+/gm, ''),
    'p.yaml',
  );
  assert.deepEqual([database?.personTables, database?.settings], [[], []]);
  assert.match(
    refusal(TEXT.replace('platformTables: [platform_audit]', 'platformTables: [users]')),
    /database names the table "users" twice/,
  );
  assert.match(
    refusal(TEXT.replace(/^ {2}people:\n {4}table: memberships\n(?: {4}.*\n)+/m, '')),
    /database\.personTables needs "people"/,
  );
  assert.match(
    refusal(TEXT.replace(/^ {6}reason: Whoever asks.*\n/m, '')),
    /database\.settings\.0 needs "reason"/,
  );
});
