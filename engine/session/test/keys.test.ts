import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Blocked } from '../../record/problem.ts';
import { signingKey } from '../keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-keys-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256' };

function file(name: string, content: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode); // whatever the umask leaves of a mode at creation
  return path;
}

test('a private key is read, and all that is secret of it is noted', () => {
  const noted: string[] = [];
  const { key, alg, kid } = signingKey(file('good.json', JSON.stringify(jwk)), (secrets) =>
    noted.push(...secrets),
  );
  assert.deepEqual([key.type, alg, kid], ['private', 'RS256', 'key-1']);
  for (const part of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const)
    assert.ok(noted.includes(jwk[part] ?? ''), part);
  assert.ok(!noted.includes(jwk.n ?? ''), 'the public half is no secret');
});

test('a key with elliptic curves, or for another padding, is read for its own algorithm', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const silent = () => undefined;
  assert.equal(signingKey(file('ec.json', JSON.stringify(ec)), silent).alg, 'ES256');
  assert.equal(signingKey(file('ps.json', JSON.stringify({ ...jwk, alg: 'PS256' })), silent).alg, 'PS256');
  const ed = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  assert.throws(() => signingKey(file('ed.json', JSON.stringify(ed)), silent), /is for OKP Ed25519/);
});

test('whatever is no private key of its owner alone blocks the check, and is not repeated', () => {
  const cases: [string | undefined, RegExp][] = [
    [undefined, /set TOKEN_SIGNING_KEY_FILE/],
    [join(folder, 'missing.json'), /cannot be read/],
    [file('text.json', `no JSON ${jwk.d}`), /cannot be read as JSON/],
    [file('open.json', JSON.stringify(jwk), 0o644), /others may read/],
    [file('public.json', JSON.stringify(publicKey.export({ format: 'jwk' }))), /holds no private key/],
    [file('hmac.json', JSON.stringify({ kty: 'oct', k: 'c2VjcmV0', alg: 'HS256' })), /is for HS256/],
  ];
  for (const [path, says] of cases)
    assert.throws(
      () => signingKey(path, () => undefined),
      (error: unknown) =>
        error instanceof Blocked && says.test(error.message) && !error.message.includes(jwk.d ?? ''),
      path,
    );
});
