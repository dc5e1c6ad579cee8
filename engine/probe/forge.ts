/**
 * Makes faulty tokens of a good one (RFC 7515, 7519, 8725). Most of them a stranger can make with what is public; with
 * the signing key of a test deployment come those that are right in everything but one claim. Pure but for random keys.
 */
import {
  type JsonWebKey,
  type KeyObject,
  constants,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  sign,
} from 'node:crypto';

type Json = Record<string, unknown>;

/** A token, and in words what is wrong with it. */
export interface Forged {
  says: string;
  token: string;
}

/** A key as the identity provider publishes it. */
export interface PublishedKey extends JsonWebKey {
  kid?: string;
  x5c?: string[];
}

export interface SigningKey {
  key: KeyObject;
  /** JWS algorithm. */
  alg: string;
  kid?: string;
}

export interface Jwt {
  header: Json;
  payload: Json;
  /** The three parts as they were sent. */
  parts: readonly [header: string, payload: string, signature: string];
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The parts of a token; undefined where it is no JWT. */
export function parseJwt(token: string): Jwt | undefined {
  const parts = token.split('.');
  const [head = '', body = ''] = parts;
  if (parts.length !== 3) return undefined;
  try {
    const [header, payload] = [head, body].map(
      (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown,
    );
    return isObject(header) && isObject(payload)
      ? { header, payload, parts: parts as [string, string, string] }
      : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Signer = (data: Buffer, key: KeyObject) => Buffer;

const pkcs1 =
  (hash: string): Signer =>
  (data, key) =>
    sign(hash, data, key);
const pss =
  (hash: string): Signer =>
  (data, key) =>
    sign(hash, data, {
      key,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    });
const ecdsa =
  (hash: string): Signer =>
  (data, key) =>
    sign(hash, data, { key, dsaEncoding: 'ieee-p1363' });

const SIGNERS: Readonly<Record<string, Signer>> = {
  RS256: pkcs1('sha256'),
  RS384: pkcs1('sha384'),
  RS512: pkcs1('sha512'),
  PS256: pss('sha256'),
  PS384: pss('sha384'),
  PS512: pss('sha512'),
  ES256: ecdsa('sha256'),
  ES384: ecdsa('sha384'),
  ES512: ecdsa('sha512'),
};

/** Curve of each algorithm with elliptic curves (RFC 7518, section 3.4). */
const CURVES: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** The algorithm that a key is for: its own word, or else what its kind is mostly used with. */
export function algorithmOf({ alg, crv, kty }: { alg?: string; crv?: string; kty?: string }): string {
  if (alg !== undefined) return alg;
  const byCurve = Object.entries(CURVES).find(([, curve]) => kty === 'EC' && curve === crv)?.[0];
  return byCurve ?? (kty === undefined || kty === 'RSA' ? 'RS256' : `${kty} ${crv ?? ''}`.trim());
}

export const canSign = (alg: string): boolean => Object.hasOwn(SIGNERS, alg);

/** Signs with the algorithm that the header names. Throws RangeError for one that is not known here. */
export function signed(header: Json, payload: Json, key: KeyObject): string {
  const signer = SIGNERS[String(header['alg'])];
  if (!signer) throw new RangeError(`cannot sign with ${String(header['alg'])}`);
  const data = `${encode(header)}.${encode(payload)}`;
  return `${data}.${signer(Buffer.from(data), key).toString('base64url')}`;
}

function authenticated(header: Json, payload: Json, secret: string | Buffer): string {
  const data = `${encode({ ...header, alg: 'HS256' })}.${encode(payload)}`;
  return `${data}.${createHmac('sha256', secret).update(data).digest('base64url')}`;
}

export interface ForgersKey {
  privateKey: KeyObject;
  published: PublishedKey;
  alg: string;
}

/** Keys of the forger's own by their algorithm, each made once. */
const ownKeys = new Map<string, ForgersKey>();
export const FORGED_KID = 'bulkhead-probe';

/**
 * A key of the forger's own, of the kind that good tokens are signed with: what is signed in another way may be refused
 * for that alone.
 *
 * @throws RangeError for an algorithm that is not known here
 */
export function forgersKey(alg: string): ForgersKey {
  if (!canSign(alg)) throw new RangeError(`cannot sign with ${alg}`);
  const known = ownKeys.get(alg);
  if (known) return known;
  const curve = CURVES[alg];
  const { publicKey, privateKey } =
    curve === undefined
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: curve });
  const published = { ...publicKey.export({ format: 'jwk' }), kid: FORGED_KID, alg, use: 'sig' };
  const made = { privateKey, published, alg };
  ownKeys.set(alg, made);
  return made;
}

const likeThatOf = ({ alg }: Json): ForgersKey => forgersKey(String(alg));

/** The claims raised as far as a forger would. */
export function withForgedClaims(
  good: Jwt,
  claims: { roles?: string; tenant?: string },
  role: string,
): Forged[] {
  const [header, , signature] = good.parts;
  const forged = (says: string, change: Json): Forged => ({
    says,
    token: [header, encode({ ...good.payload, ...change }), signature].join('.'),
  });
  return [
    forged('another subject in the payload', { sub: 'auth0|000000000000000000000000' }),
    forged('a later end in the payload', { exp: Number(good.payload['exp'] ?? 0) + 3600 }),
    ...(claims.roles ? [forged('a higher role in the payload', { [claims.roles]: [role] })] : []),
  ];
}

/** The signature changed in one place, cut off, and taken from nothing. */
export function withBrokenSignature({ parts: [header, payload, signature] }: Jwt): Forged[] {
  const middle = Math.floor(signature.length / 2);
  const other = signature[middle] === 'A' ? 'B' : 'A';
  const broken = signature.slice(0, middle) + other + signature.slice(middle + 1);
  return [
    { says: 'one character of the signature changed', token: `${header}.${payload}.${broken}` },
    { says: 'half of the signature', token: `${header}.${payload}.${signature.slice(0, middle)}` },
    { says: 'an empty signature', token: `${header}.${payload}.` },
    { says: 'no third part', token: `${header}.${payload}` },
  ];
}

/** `alg: none` in the ways in which comparisons miss it. */
export function unsigned(good: Jwt): Forged[] {
  const [, payload, signature] = good.parts;
  const algorithms = ['none', 'None', 'NONE', 'nOnE', 'none ', ''];
  return [
    ...algorithms.map((alg) => ({
      says: `alg ${JSON.stringify(alg)}`,
      token: `${encode({ ...good.header, alg })}.${payload}.`,
    })),
    {
      says: 'alg "none" above the old signature',
      token: `${encode({ ...good.header, alg: 'none' })}.${payload}.${signature}`,
    },
    { says: 'no alg', token: `${encode({ ...good.header, alg: undefined })}.${payload}.` },
  ];
}

/** The forms in which a service may hold a public key, and take it for a shared secret. */
function formsOf(published: PublishedKey): [string, string | Buffer][] {
  const { kid: _kid, x5c, ...bare } = published;
  const key = createPublicKey({ key: published, format: 'jwk' });
  const pem = key.export({ format: 'pem', type: 'spki' }).toString();
  return [
    ['the PEM', pem],
    ['the PEM without its last line break', pem.trimEnd()],
    ['the DER', key.export({ format: 'der', type: 'spki' })],
    ['the JWK', JSON.stringify(published)],
    ['the JWK without its id', JSON.stringify(bare)],
    ...(key.asymmetricKeyType === 'rsa'
      ? ([['the PKCS #1 PEM', key.export({ format: 'pem', type: 'pkcs1' }).toString()]] as [string, string][])
      : []),
    ...(published.n
      ? ([
          ['the modulus', Buffer.from(published.n, 'base64url')],
          ['the text of the modulus', published.n],
        ] as [string, string | Buffer][])
      : []),
    ...(x5c?.[0]
      ? ([['the certificate', `-----BEGIN CERTIFICATE-----\n${x5c[0]}\n-----END CERTIFICATE-----\n`]] as [
          string,
          string,
        ][])
      : []),
  ];
}

/** HS256 with the public key as the secret. */
export function withPublicKeyAsSecret(good: Jwt, keys: readonly PublishedKey[]): Forged[] {
  const { kid } = good.header;
  const own = keys.filter((key) => key.kid === kid);
  return (own.length > 0 ? own : keys).flatMap((key) =>
    formsOf(key).map(([form, secret]) => ({
      says: `HS256 with ${form} of the public key as the secret`,
      token: authenticated(good.header, good.payload, secret),
    })),
  );
}

/** Signed by a key that nobody published. */
export function withForgersKey({ header, payload }: Jwt): Forged[] {
  const { privateKey, alg } = likeThatOf(header);
  const at = (says: string, kid: unknown): Forged => ({
    says,
    token: signed({ ...header, alg, kid }, payload, privateKey),
  });
  return [
    at('a key of its own and an unknown kid', FORGED_KID),
    at('a key of its own and the kid of the published key', header['kid']),
    at('a key of its own and no kid', undefined),
    at('a key of its own and a list as kid', [header['kid']]),
  ];
}

/** A kid that leads to a file or a row whose content is known: then anybody has the secret. */
export function withPathAsKid({ header, payload }: Jwt): Forged[] {
  const up = '../'.repeat(12);
  const known: [string, string][] = [
    [`${up}dev/null`, ''],
    ['/dev/null', ''],
    [`..%2f${'..%2f'.repeat(11)}dev%2fnull`, ''],
    [`${up}proc/sys/kernel/ostype`, 'Linux\n'],
    [`x' UNION SELECT 'bulkhead`, 'bulkhead'],
    ['', ''],
  ];
  return known.map(([kid, secret]) => ({
    says: `HS256 with the kid ${JSON.stringify(kid.slice(-40))} and what it leads to as the secret`,
    token: authenticated({ ...header, kid }, payload, secret),
  }));
}

/** The key that verifies it, in the token itself. */
export function withEmbeddedKey({ header, payload }: Jwt): Forged[] {
  const { privateKey, published, alg } = likeThatOf(header);
  return [FORGED_KID, header['kid']].map((kid) => ({
    says: `its own key as jwk, and ${kid === FORGED_KID ? 'an unknown' : 'the published'} kid`,
    token: signed({ ...header, alg, kid, jwk: { ...published, kid } }, payload, privateKey),
  }));
}

/**
 * The address of the key in the token.
 *
 * @param keys address of a key set with the forger's key
 * @param key address of that key alone
 */
export function withKeyByAddress({ header, payload }: Jwt, keys: string, key: string): Forged[] {
  const { privateKey, alg } = likeThatOf(header);
  const at = (says: string, more: Json): Forged => ({
    says,
    token: signed({ ...header, alg, kid: FORGED_KID, ...more }, payload, privateKey),
  });
  return [
    at('the address of its key set as jku', { jku: keys }),
    at('the address of its key as x5u', { x5u: key }),
    at('the address of its key as kid', { kid: keys }),
    {
      says: 'another issuer in the payload, whose key set is its own',
      token: signed(
        { ...header, alg, kid: FORGED_KID },
        { ...payload, iss: `${new URL(keys).origin}/` },
        privateKey,
      ),
    },
  ];
}

/** Whatever stands where a token is expected and is none. */
export function noToken({ parts: [header, payload, signature] }: Jwt): Forged[] {
  return [
    { says: 'an opaque text', token: 'b6Zk3nQ0sT8vY1xW4aR7cU2dE5fG9hJ0' },
    { says: 'a fourth part', token: `${header}.${payload}.${signature}.${signature}` },
    { says: 'three parts of nothing', token: '..' },
    { says: 'three parts that are no base64', token: 'a.b.c' },
    { says: 'the word null', token: 'null' },
    { says: 'JSON in place of a token', token: JSON.stringify({ payload, protected: header, signature }) },
    { says: 'a list as its header', token: `${encode([])}.${payload}.${signature}` },
    { says: 'text as its claims', token: `${header}.${encode('claims')}.${signature}` },
  ];
}

export const CLAIM_FAULTS = [
  'not-yet-valid',
  'wrong-issuer',
  'audience-of-strangers',
  'without-expiry',
  'wrong-type',
  'foreign-client',
] as const;
export type ClaimFault = (typeof CLAIM_FAULTS)[number];

const STRANGER = 'https://strangers.example/';

/** What is changed in the claims, or in the header, of each fault. Undefined takes a claim away. */
function changesOf(
  fault: ClaimFault,
  { payload }: Jwt,
  now: number,
): [says: string, claims: Json, header?: Json][] {
  switch (fault) {
    case 'not-yet-valid':
      return [['valid an hour from now', { nbf: now + 3600 }]];
    case 'wrong-issuer':
      return [
        ['another issuer', { iss: STRANGER }],
        ['an issuer that begins like the right one', { iss: `${String(payload['iss'])}.strangers.example/` }],
        ['no issuer', { iss: undefined }],
      ];
    case 'audience-of-strangers':
      return [
        ['an audience of two strangers', { aud: [STRANGER, 'https://others.example/'] }],
        ['an audience of one stranger', { aud: STRANGER }],
        ['an empty audience', { aud: [] }],
        ['no audience', { aud: undefined }],
      ];
    case 'without-expiry':
      return [
        ['no end', { exp: undefined }],
        ['text as its end', { exp: 'never' }],
      ];
    case 'wrong-type':
      return ['logout+jwt', 'secevent+jwt', 'dpop+jwt'].map((typ): [string, Json, Json] => [
        `the type ${typ}`,
        {},
        { typ },
      ]);
    case 'foreign-client':
      return ['azp', 'client_id']
        .filter((claim) => claim in payload)
        .map((claim): [string, Json] => [
          `a stranger as its ${claim}`,
          { [claim]: 'a-client-of-somebody-else' },
        ]);
  }
}

/**
 * The good token signed again, as it is and with a fault of its claims.
 *
 * @param now seconds since 1970
 */
export function withClaimFault(fault: ClaimFault, good: Jwt, key: SigningKey, now: number): Forged[] {
  return changesOf(fault, good, now).map(([says, claims, header = {}]) => ({
    says,
    token: signedAgain(good, key, claims, header),
  }));
}

export function signedAgain(
  good: Jwt,
  { key, alg, kid }: SigningKey,
  claims: Json = {},
  header: Json = {},
): string {
  return signed(
    { ...good.header, alg, ...(kid === undefined ? {} : { kid }), ...header },
    { ...good.payload, ...claims },
    key,
  );
}
