import assert from 'node:assert/strict';
import { it } from 'node:test';
import { listProblems, nameProblems, servedProblems } from '../served.ts';

const file = (type: string | undefined, disposition?: string, more: Record<string, string> = {}) => ({
  headers: {
    'x-content-type-options': 'nosniff',
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(disposition === undefined ? {} : { 'content-disposition': disposition }),
    ...more,
  },
});

it('takes what is saved, what is in a sandbox and what nothing runs', () => {
  for (const good of [
    file('text/html', 'attachment; filename="a.html"'),
    file('text/html', 'Attachment'),
    file('text/plain; charset=utf-8'),
    file('image/png', 'inline'),
    file('image/svg+xml', 'inline', { 'content-security-policy': "default-src 'none'; sandbox" }),
  ])
    assert.deepEqual(servedProblems(good), []);
});

it('finds what runs', () => {
  for (const bad of [
    file('text/html; charset=utf-8'),
    file('text/html', 'inline; filename="attachment"'),
    file('image/svg+xml', 'inline'),
    file('application/xhtml+xml'),
    file('text/javascript'),
    file('text/xml'),
    file(undefined),
    file('text/html', 'attachments'),
    file('text/html', 'inline', { 'content-security-policy': 'sandbox allow-scripts' }),
    file('text/html', 'inline', { 'content-security-policy': "default-src 'self'" }),
  ])
    assert.equal(servedProblems(bad).length, 1, JSON.stringify(bad));
  assert.deepEqual(servedProblems(file('image/png', 'attachment', { 'x-content-type-options': '' })), [
    'no X-Content-Type-Options: nosniff',
  ]);
});

it('wants a list to be saved under its own type', () => {
  assert.deepEqual(listProblems(file('text/csv; charset=utf-8', 'attachment; filename="a.csv"')), []);
  assert.equal(listProblems(file('text/csv', 'inline')).length, 1);
  assert.equal(listProblems(file('text/plain', 'attachment')).length, 1);
  assert.equal(listProblems(file('text/html')).length, 3);
});

it('makes no exception for a type where other files are saved', () => {
  const saved = file('text/plain', 'attachment');
  const sandbox = { 'content-security-policy': 'sandbox' };
  assert.deepEqual(servedProblems(file('application/pdf', 'inline', sandbox), saved), [
    'the type application/pdf, inline',
  ]);
  assert.equal(servedProblems(file('text/csv'), saved).length, 1);
  for (const good of [file('application/pdf', 'attachment'), file('image/png', 'inline'), file('video/mp4')])
    assert.deepEqual(servedProblems(good, saved), []);
  assert.deepEqual(servedProblems(file('application/pdf', 'inline'), file('text/plain', 'inline')), []);
});

it('finds a name that is more than a name', () => {
  for (const good of [
    undefined,
    'attachment',
    'attachment; filename="probe.txt_; probe=_probe.txt"',
    'attachment; filename="probe.txt\\"; probe=\\"probe.txt"',
    `attachment; filename="probe.txt"; filename*=UTF-8''probe.txt%22%3B%20probe%3D%22probe.txt`,
    'attachment; filename="probe"; size=12',
  ])
    assert.deepEqual(nameProblems(file('text/plain', good), 'probe'), [], good);
  for (const bad of [
    'attachment; filename="probe.txt"; probe="probe.txt"',
    'attachment; filename=probe; probe=probe.txt',
    'attachment; filename="probe.txt\\\\"; Probe="probe.txt"',
  ])
    assert.deepEqual(nameProblems(file('text/plain', bad), 'probe'), [`Content-Disposition: ${bad}`]);
});
