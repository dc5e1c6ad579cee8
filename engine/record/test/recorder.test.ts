import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cell } from '../../model.ts';
import { Blocked, toFinding } from '../problem.ts';
import { settleCell } from '../recorder.ts';

const cell: Cell & { operation: string; actor: string } = {
  id: 'isolation/foreign-read/things.read/cinema-viewer/hotel',
  gate: 'isolation',
  rule: 'cross-tenant-read',
  feature: 'things',
  title: 'cinema-viewer cannot read things.read of hotel',
  operation: 'things.read',
  actor: 'cinema-viewer',
};
const attempt = { test: 'a test', retry: 0 };

test('no problem is passed', async () => {
  assert.equal((await settleCell(cell, async () => [], attempt)).verdict, 'passed');
});

test('a problem is failed, with a finding of the rule of the cell', async () => {
  const record = await settleCell(cell, async () => [{ expected: 'a', seen: 'b' }], attempt);
  assert.equal(record.verdict, 'failed');
  assert.equal(record.findings[0]?.rule, 'cross-tenant-read');
  assert.equal(record.findings[0]?.severity, 'critical');
});

test('what could not be tried is blocked, with the reason', async () => {
  const record = await settleCell(cell, () => Promise.reject(new Blocked('no session')), attempt);
  assert.deepEqual([record.verdict, record.reason], ['blocked', 'no session']);
});

test('a check that breaks off is blocked, never passed', async () => {
  const record = await settleCell(cell, () => Promise.reject(new TypeError('boom\nat x')), attempt);
  assert.deepEqual([record.verdict, record.reason], ['blocked', 'the check broke off: boom']);
});

test('the same fault has the same fingerprint whoever meets it, and another fault another', () => {
  const problem = { expected: 'a', seen: 'b' };
  const other = { ...cell, id: 'isolation/foreign-read/things.read/gym-viewer/hotel', actor: 'gym-viewer' };
  const otherOperation = { ...cell, operation: 'things.list' };
  assert.equal(toFinding(cell, problem).fingerprint, toFinding(other, problem).fingerprint);
  assert.notEqual(toFinding(cell, problem).fingerprint, toFinding(otherOperation, problem).fingerprint);
});

test('a token in what was seen does not reach the record', async () => {
  const token = ['eyJhbGciOiJSUzI1NiJ9', 'eyJzdWIiOiJ4In0', 'c2lnbmF0dXJl'].join('.');
  const record = await settleCell(cell, async () => [{ expected: 'a', seen: `Bearer ${token}` }], attempt);
  assert.ok(!JSON.stringify(record).includes(token));
});
