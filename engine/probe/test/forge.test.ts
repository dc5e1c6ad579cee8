import assert from 'node:assert/strict';
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import {
  EmbeddedJWK,
  SignJWT,
  UnsecuredJWT,
  compactVerify,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  jwtVerify,
} from 'jose';
import {
  CLAIM_FAULTS,
  type Forged,
  type Jwt,
  type PublishedKey,
  algorithmOf,
  forgersKey,
  noToken,
  parseJwt,
  signedAgain,
  unsigned,
  withBrokenSignature,
  withClaimFault,
  withEmbeddedKey,
  withForgedClaims,
  withForgersKey,
  withKeyByAddress,
  withPathAsKid,
  withPublicKeyAsSecret,
} from '../forge.ts';
import { MISPLACEMENTS, misplaced } from '../presentations.ts';

const ISSUER = 'https://idp.example/';
const AUDIENCE = 'https://api.example';
const ROLES = 'https://app.example/roles';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const published: PublishedKey = { ...publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256' };
const keySet = createLocalJWKSet({ keys: [{ ...published, kty: 'RSA' }] });
const now = Math.floor(Date.now() / 1000);

const token = await new SignJWT({ azp: 'app', [ROLES]: ['viewer'] })
  .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'key-1' })
  .setIssuer(ISSUER)
  .setSubject('somebody')
  .setAudience([AUDIENCE, `${ISSUER}userinfo`])
  .setIssuedAt(now)
  .setExpirationTime(now + 600)
  .sign(privateKey);
const parsed = parseJwt(token);
assert.ok(parsed);
const good: Jwt = parsed;

/** A verification that leaves nothing out. */
const verify = (candidate: string) =>
  jwtVerify(candidate, keySet, {
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: ['RS256'],
    typ: 'JWT',
    requiredClaims: ['sub', 'exp', 'azp'],
  });

async function allRefused(forged: readonly Forged[]): Promise<void> {
  assert.ok(forged.length > 0);
  for (const { says, token: faulty } of forged) await assert.rejects(verify(faulty), says);
}

test('a token is parsed, and what is none is not', () => {
  assert.deepEqual(good.payload, decodeJwt(token));
  assert.equal(good.parts.join('.'), token);
  for (const text of ['', 'a.b', 'a.b.c', '..', 'null', `${token}.x`, 'bnVsbA.bnVsbA.x', 'W10.W10.x'])
    assert.equal(parseJwt(text), undefined, text);
});

test('no forgery passes a verification that leaves nothing out', async () => {
  await verify(token);
  await allRefused(withForgedClaims(good, { roles: ROLES }, 'admin'));
  await allRefused(withBrokenSignature(good));
  await allRefused(unsigned(good));
  await allRefused(withPublicKeyAsSecret(good, [published]));
  await allRefused(withForgersKey(good));
  await allRefused(withPathAsKid(good));
  await allRefused(withEmbeddedKey(good));
  await allRefused(withKeyByAddress(good, 'http://127.0.0.1:9/keys', 'http://127.0.0.1:9/key'));
  await allRefused(noToken(good));
});

test('forgeries are told apart by what they say', () => {
  const all = [
    ...withForgedClaims(good, { roles: ROLES }, 'admin'),
    ...withBrokenSignature(good),
    ...unsigned(good),
    ...withPublicKeyAsSecret(good, [published]),
    ...withForgersKey(good),
    ...withPathAsKid(good),
    ...withEmbeddedKey(good),
    ...withKeyByAddress(good, 'http://127.0.0.1:9/keys', 'http://127.0.0.1:9/key'),
    ...noToken(good),
  ];
  assert.equal(new Set(all.map(({ says }) => says)).size, all.length);
  assert.equal(new Set(all.map(({ token: forged }) => forged)).size, all.length);
  for (const { says } of all) assert.ok(!says.includes(good.parts[1]), 'nothing of the token is said');
});

test('what is unsigned would pass where alg is believed', () => {
  const [none] = unsigned(good);
  assert.deepEqual(UnsecuredJWT.decode(none?.token ?? '').payload, good.payload);
});

test('HS256 with the public key would pass where alg is believed', async () => {
  const forged = withPublicKeyAsSecret(good, [published]);
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const secrets: Record<string, string | Buffer> = {
    'the PEM of': pem,
    'the text of the modulus of': published.n ?? '',
    'the modulus of': Buffer.from(published.n ?? '', 'base64url'),
    'the JWK of': JSON.stringify(published),
  };
  for (const [form, secret] of Object.entries(secrets)) {
    const found = forged.find(({ says }) => says.includes(form));
    await jwtVerify(found?.token ?? '', createSecretKey(Buffer.from(secret)), { algorithms: ['HS256'] });
  }
});

test('of several published keys that of the token is taken, and all where none fits', () => {
  const other = { ...published, kid: 'key-2' };
  const forms = withPublicKeyAsSecret(good, [published]).length;
  assert.equal(withPublicKeyAsSecret(good, [other, published]).length, forms);
  assert.equal(withPublicKeyAsSecret(good, [other, { ...other, kid: 'key-3' }]).length, 2 * forms);
});

test('an embedded key would pass where it is believed, and one at an address where that is asked', async () => {
  for (const { token: forged } of withEmbeddedKey(good)) await jwtVerify(forged, EmbeddedJWK);
  const theirs = createLocalJWKSet({ keys: [{ ...forgersKey('RS256').published, kty: 'RSA' }] });
  const [byJku, byX5u] = withKeyByAddress(good, 'http://127.0.0.1:9/keys', 'http://127.0.0.1:9/key');
  await jwtVerify(byJku?.token ?? '', theirs);
  assert.equal(decodeProtectedHeader(byJku?.token ?? '').jku, 'http://127.0.0.1:9/keys');
  assert.equal(decodeProtectedHeader(byX5u?.token ?? '').x5u, 'http://127.0.0.1:9/key');
});

test('a kid that leads to an empty file goes with an empty secret', () => {
  const [devNull] = withPathAsKid(good);
  assert.match(String(decodeProtectedHeader(devNull?.token ?? '').kid), /^(?:\.\.\/)+dev\/null$/);
});

test('a token signed again passes as it is, and with each fault of its claims alone it does not', async () => {
  const key = { key: privateKey, alg: 'RS256', kid: 'key-1' };
  assert.deepEqual((await verify(signedAgain(good, key))).payload, good.payload);
  for (const fault of CLAIM_FAULTS) {
    const forged = withClaimFault(fault, good, key, now);
    assert.ok(forged.length > 0, fault);
    for (const { says, token: faulty } of forged) {
      await compactVerify(faulty, keySet);
      // A client is a claim like any other to the library: which one is known, the API has to say.
      if (fault === 'foreign-client') assert.notEqual(decodeJwt(faulty)['azp'], 'app');
      else await assert.rejects(verify(faulty), says);
    }
  }
});

test('a token without a client can have no foreign one', () => {
  const { azp: _azp, ...payload } = good.payload;
  const key = { key: privateKey, alg: 'RS256' };
  assert.deepEqual(withClaimFault('foreign-client', { ...good, payload }, key, now), []);
});

test('a presentation has the token in one place alone, and does not tell it', () => {
  for (const how of MISPLACEMENTS) {
    const presentations = misplaced(how, good, token, 'bad');
    assert.ok(presentations.length > 0, how);
    for (const { says, headers, query = '' } of presentations) {
      assert.ok(!says.includes(good.parts[0]), says);
      assert.equal(query !== '', how === 'in-query', says);
      if (how === 'in-query') assert.deepEqual(headers, {});
      else if (how !== 'over-large') assert.ok(JSON.stringify(headers).includes(token), says);
    }
  }
});

test('over-large tokens are below and above what a Node server reads of a head', () => {
  const sizes = misplaced('over-large', good, token, 'bad').map(
    ({ headers }) => String(headers['authorization']).length,
  );
  assert.equal(sizes.filter((size) => size < 15_000).length, 1);
  assert.equal(sizes.filter((size) => size > 16_384).length, 1);
});

/** The algorithms of keys that an identity provider may have, with one of each. */
const KINDS = [
  ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['PS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['ES384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
] as const;

for (const [alg, pair] of KINDS)
  test(`where tokens are signed by ${alg}, a forger signs so, and would pass where the key is believed`, async () => {
    const jws = await new SignJWT({ sub: 'somebody' })
      .setProtectedHeader({ alg, kid: 'k' })
      .sign(pair.privateKey);
    const own = parseJwt(jws);
    assert.ok(own);
    const forged = [
      ...withForgersKey(own),
      ...withEmbeddedKey(own),
      ...withKeyByAddress(own, 'http://127.0.0.1:9/keys', 'http://127.0.0.1:9/key'),
    ];
    for (const { token: faulty } of forged) {
      assert.equal(decodeProtectedHeader(faulty).alg, alg);
      await assert.rejects(jwtVerify(faulty, pair.publicKey));
    }
    for (const { token: faulty } of withEmbeddedKey(own)) await jwtVerify(faulty, EmbeddedJWK);
    const again = signedAgain(own, { key: pair.privateKey, alg, kid: 'k' });
    await jwtVerify(again, pair.publicKey, { algorithms: [alg] });
  });

test('a key is for what it says, or for what its kind is used with', () => {
  const keys: [Parameters<typeof algorithmOf>[0], string][] = [
    [{}, 'RS256'],
    [{ kty: 'RSA' }, 'RS256'],
    [{ kty: 'RSA', alg: 'PS256' }, 'PS256'],
    [{ kty: 'EC', crv: 'P-256' }, 'ES256'],
    [{ kty: 'EC', crv: 'P-384' }, 'ES384'],
    [{ kty: 'EC', crv: 'secp256k1' }, 'EC secp256k1'],
    [{ kty: 'oct', alg: 'HS256' }, 'HS256'],
  ];
  for (const [key, alg] of keys) assert.equal(algorithmOf(key), alg);
  assert.throws(() => forgersKey('EdDSA'), RangeError);
});
