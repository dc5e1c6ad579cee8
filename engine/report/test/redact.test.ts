import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { learnSecrets, readSecrets, redact, redactDeep } from '../redact.ts';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const TOKEN = `${part({ alg: 'RS256' })}.${part({ sub: 'x' })}.c2lnbmF0dXJl`;
learnSecrets(['S3cret "quoted" & sound', 'Hunter22', 'Hunter22-longer', 'abc']);

describe('redact masks', () => {
  const cases: [string, string, string][] = [
    ['a JWT', `token ${TOKEN} end`, 'token [redacted] end'],
    [
      'a bearer value that is a JWT',
      `Authorization: Bearer ${TOKEN}, next`,
      'Authorization: Bearer [redacted], next',
    ],
    ['an opaque bearer value', 'Bearer abcdefgh12345678', 'Bearer [redacted]'],
    [
      'a code, a state and what follows stays',
      '/callback?code=abc123&state=xyz789#top',
      '/callback?code=[redacted]&state=[redacted]#top',
    ],
    [
      'a refresh token in a form',
      'refresh_token=v1.abc&grant_type=refresh_token',
      'refresh_token=[redacted]&grant_type=refresh_token',
    ],
    ['a password in a form', 'password=p%40ss&username=me', 'password=[redacted]&username=me'],
    ['a refresh token in JSON', '{"refresh_token":"Zk39xQpLm7Tnv2B2cR8y"}', '{"refresh_token":"[redacted]"}'],
    ['a known secret', 'typed S3cret "quoted" & sound here', 'typed [redacted] here'],
    ['a known secret in JSON', JSON.stringify('S3cret "quoted" & sound'), '"[redacted]"'],
    ['a known secret in a URL', `q=${encodeURIComponent('S3cret "quoted" & sound')}`, 'q=[redacted]'],
    ['the longer of two known secrets', 'Hunter22-longer', '[redacted]'],
  ];
  for (const [name, text, expected] of cases) it(name, () => assert.equal(redact(text), expected));
});

describe('redact leaves', () => {
  const texts = [
    '404 not_found instead of 200',
    'code=validation_failed',
    'Bearer error="invalid_token"',
    'GET /api/v1/competitors/0f8fad5b-d9cb-469f-a165-70867728950e',
    'abc is too short to be a secret',
    'expected the page Reports, saw "Access denied"',
  ];
  for (const text of texts) it(text, () => assert.equal(redact(text), text));

  it('what it has masked as it is', () => {
    const once = redact(`Bearer ${TOKEN} and ?code=abc123&access_token=x1`);
    assert.equal(redact(once), once);
  });
});

it('redactDeep masks every string of a value and keeps its shape', () => {
  const value = { list: ['Hunter22', 1, null, { deep: 'x Hunter22' }], flag: true };
  assert.deepEqual(redactDeep(value), {
    list: ['[redacted]', 1, null, { deep: 'x [redacted]' }],
    flag: true,
  });
});

it('readSecrets reads a string a line and counts what it cannot read', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bulkhead-secrets-'));
  const file = join(dir, 'secrets.jsonl');
  writeFileSync(file, '"one \\"two\\""\n\n42\n"three"\nbroken\n"three"\n');
  assert.deepEqual(readSecrets(file), { secrets: ['one "two"', 'three'], malformed: 2 });
  assert.deepEqual(readSecrets(join(dir, 'none')), { secrets: [], malformed: 0 });
  rmSync(dir, { recursive: true });
});
