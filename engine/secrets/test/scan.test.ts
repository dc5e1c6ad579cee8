import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { Scanner, scan, scanAndDelete, selfTest } from '../scan.ts';

const SECRET = `Pa"ss/w<o>rd & 'quote' é+9`;
const PLAIN = 'Tr0ubadour3xyz';
const TOKEN = jwt({ alg: 'RS256', typ: 'at+jwt' });
const scanner = new Scanner([SECRET, PLAIN]);

function jwt(header: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part({ sub: 'someone', iss: 'https://x/' })}.c2lnbmF0dXJlLXNpZ25hdHVyZQ`;
}

const zip = (name: string, body: Buffer | string) => Buffer.from(zipSync({ [name]: Buffer.from(body) }));
const kinds = (body: Buffer | string) => [
  ...new Set(scanner.scanBody('f', Buffer.from(body)).map(({ kind }) => kind)),
];
const html = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
const wrap = (text: string) => text.replace(/.{76}/g, '$&\n');

describe('a known secret is found', () => {
  const encodings: [string, (secret: string) => string][] = [
    ['raw', (s) => s],
    ['in JSON', (s) => JSON.stringify({ s })],
    ['in JSON in JSON', (s) => JSON.stringify({ s: JSON.stringify({ s }) })],
    ['in JSON with escaped slashes', (s) => JSON.stringify(s).replaceAll('/', '\\/')],
    [
      'in JSON in ASCII, as inline scripts have it',
      (s) =>
        JSON.stringify(s).replace(
          /[^ -~]|[<>&']/g,
          (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
        ),
    ],
    ['in a URL', (s) => encodeURIComponent(s)],
    ['in a URL, small hexadecimal', (s) => encodeURIComponent(s).replace(/%../g, (c) => c.toLowerCase())],
    ['in a form', (s) => new URLSearchParams({ password: s }).toString()],
    ['in HTML', html],
    [
      'in HTML with numeric quotes',
      (s) => html(s).replaceAll('&quot;', '&#34;').replaceAll('&#39;', '&#x27;'),
    ],
    ['in JSON in HTML', (s) => html(JSON.stringify({ s }))],
    ['in HTML in JSON', (s) => JSON.stringify({ s: html(s) })],
    ...[0, 1, 2].map((n): [string, (s: string) => string] => [
      `in base64, alignment ${n}`,
      (s) => Buffer.from(`${'x'.repeat(n)}${s} and more`).toString('base64'),
    ]),
    ['in base64url', (s) => Buffer.from(`?${s}?`).toString('base64url')],
    ['as Basic credentials', (s) => `Basic ${Buffer.from(`me:${s}`).toString('base64')}`],
    ['in base64 of JSON', (s) => Buffer.from(JSON.stringify({ s })).toString('base64')],
  ];
  for (const [name, encode] of encodings) {
    it(name, () => {
      for (const secret of [SECRET, PLAIN]) {
        assert.ok(kinds(`before ${encode(secret)} after`).includes('known-secret'), encode(secret));
        assert.deepEqual(kinds(`before ${encode('something else entirely')} after`), []);
      }
    });
  }

  it('at the start, at the end, and alone', () => {
    for (const text of [PLAIN, `${PLAIN} x`, `x ${PLAIN}`]) assert.deepEqual(kinds(text), ['known-secret']);
    assert.deepEqual(kinds(PLAIN.slice(0, -1)), []);
  });
});

describe('a known secret and a token are found inside', () => {
  const long = `${'x'.repeat(400)} `;
  const channels: [string, (text: string) => Buffer | string][] = [
    ['text', (t) => t],
    ['a zip', (t) => zip('trace.network', t)],
    ['a stored zip', (t) => Buffer.from(zipSync({ a: [Buffer.from(t), { level: 0 }] }))],
    ['a zip in a zip', (t) => zip('trace.zip', zip('a', t))],
    ['gzip', (t) => gzipSync(t)],
    ['gzip in a zip', (t) => zip('a.gz', gzipSync(t))],
    [
      'Playwright’s HTML report',
      (t) =>
        `<script id="playwrightReportBase64" type="application/zip">data:application/zip;base64,${zip('report.json', t).toString('base64')}</script>`,
    ],
    [
      'a data URI',
      (t) => `<img src="data:text/plain;base64,${Buffer.from(`${long}${t}`).toString('base64')}">`,
    ],
    [
      'an Allure payload',
      (t) => `d("data/a.json","${Buffer.from(JSON.stringify({ t })).toString('base64')}")`,
    ],
    [
      'base64 in base64',
      (t) => Buffer.from(`a ${Buffer.from(`b ${t}`).toString('base64')}`).toString('base64'),
    ],
    ['wrapped base64', (t) => wrap(Buffer.from(`${long}${t}`).toString('base64'))],
    ['wrapped base64 in JSON', (t) => JSON.stringify(wrap(Buffer.from(`${long}${t}`).toString('base64')))],
    ['base64 after a path', (t) => `/attachments/${Buffer.from(`${long}${t}`).toString('base64')}`],
    [
      'a binary file',
      (t) => Buffer.concat([Buffer.from([0, 255, 1, 0]), Buffer.from(t), Buffer.from([0, 254])]),
    ],
  ];
  for (const [name, pack] of channels) {
    it(name, () => {
      assert.ok(kinds(pack(PLAIN)).includes('known-secret'), 'known');
      assert.ok(kinds(pack(SECRET)).includes('known-secret'), 'known, with special characters');
      assert.ok(kinds(pack(`"${TOKEN}"`)).includes('jwt'), 'token');
      assert.deepEqual(kinds(pack('nothing to hide')), []);
    });
  }

  it('the name of a member, which is not repeated', () => {
    const hits = scanner.scanBody('f', zip(`${PLAIN}.txt`, TOKEN));
    assert.deepEqual(new Set(hits.map(({ kind }) => kind)), new Set(['known-secret', 'jwt']));
    assert.ok(!JSON.stringify(hits).includes(PLAIN));
  });
});

describe('the shape of a credential is found', () => {
  const code = 'Zk3-9xQpLm7Tn_vB2cR8yWdE4sHgJ1aK6uFoXiPqNtM';
  const cases: [string, string, string][] = [
    ['jwt', 'a JWT', TOKEN],
    ['jwt', 'an unsigned JWT', `${jwt({ alg: 'none' }).split('.').slice(0, 2).join('.')}.`],
    [
      'jwt',
      'a JWT with a spaced header',
      `${Buffer.from('{ "alg": "ES256" }').toString('base64url')}.${TOKEN.split('.').slice(1).join('.')}`,
    ],
    ['bearer', 'an opaque bearer value', `Authorization: Bearer ${code}`],
    ['bearer', 'a bearer value in small letters', `"authorization":"bearer ${code}"`],
    ['jwt', 'a JWT after an escaped line break', JSON.stringify(`\n${TOKEN}`)],
    ['jwt', 'a JWT after another word', `v4.local.${TOKEN}`],
    ['jwt', 'a JWT after what starts like one', `eyJust-a-prefix-${TOKEN}`],
    ['authorization-code', 'a code after an escaped line break', JSON.stringify(`\ncode=${code}`)],
    ['bearer', 'a bearer value in a URL', `Bearer%20${code}`],
    ['authorization-code', 'a code in a query', `http://localhost/callback?code=${code}&state=x`],
    ['authorization-code', 'a code in an escaped URL', `redirect=%2Fcallback%3Fcode%3D${code}`],
    ['authorization-code', 'a code in a form', `grant_type=authorization_code&code=${code}`],
    ['authorization-code', 'a code in HAR', `{"name":"code","value":"${code}"}`],
    ['refresh-token', 'a refresh token in a form', `grant_type=refresh_token&refresh_token=${code}`],
    ['refresh-token', 'a refresh token in JSON', `{"refresh_token":"${code}"}`],
    [
      'refresh-token',
      'a refresh token in JSON in JSON',
      JSON.stringify({ body: JSON.stringify({ refresh_token: code }) }),
    ],
    ['refresh-token', 'a refresh token in JSON in HTML', html(JSON.stringify({ refresh_token: code }))],
    ['token', 'an opaque access token', `{"access_token": "${code}"}`],
    ['token', 'a verifier', `code_verifier=${code}`],
    [
      'private-key',
      'a private key',
      `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEF'.repeat(2)}\n-----END PRIVATE KEY-----`,
    ],
    [
      'private-key',
      'a private key in JSON',
      JSON.stringify(`-----BEGIN RSA PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEF'.repeat(2)}`),
    ],
    ['private-key', 'a private JWK', `{"kty":"RSA","n":"abc","d":"${code}"}`],
  ];
  for (const [kind, name, text] of cases) {
    it(name, () => assert.deepEqual(kinds(`some text ${text} more text`), [kind]));
  }
});

describe('what only looks alike is let pass', () => {
  const harmless = [
    'tokens start with eyJ and have three parts: eyJ.eyJ.x',
    'the password field is called password; its label is Password',
    'Authorization: Bearer [redacted]',
    'WWW-Authenticate: Bearer error="invalid_token", error_description="expired"',
    'Bearer authentication-is-required-here',
    'code=validation_failed&status=400',
    'GET /callback?code=[redacted]&state=[redacted]',
    '{"code":"validation_failed_for_competitor","status":400}',
    'error_code=InvalidRequestException',
    'refresh_token=***',
    '{"token_type":"Bearer","expires_in":900}',
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n-----END PUBLIC KEY-----',
    'throw new Error("expected -----BEGIN PRIVATE KEY----- at the start")',
    '{"kty":"RSA","kid":"0123456789abcdef0123456789abcdef01234567","n":"abc"}',
    `sha512-${Buffer.alloc(64, 7).toString('base64')}`,
    'eyJhbGciOi.truncated',
    Buffer.from('{"notAnAlgorithm":1}').toString('base64url') + '.eyJzdWIiOiJ4In0.c2lnbmF0dXJl',
    '/api/v1/competitors/0f8fad5b-d9cb-469f-a165-70867728950e/attachments',
    'A viewer of Cinema cannot rename a competitor of Hotel',
  ];
  for (const text of harmless) it(text.slice(0, 60), () => assert.deepEqual(kinds(text), []));
});

describe('what cannot be searched is a hit', () => {
  it('a damaged zip, a damaged gzip stream', () => {
    assert.ok(kinds(zip('a', 'x'.repeat(500)).subarray(0, 60)).includes('unsearchable'));
    assert.ok(kinds(gzipSync('x'.repeat(50_000)).subarray(0, 40)).includes('unsearchable'));
  });

  it('a zip in a zip in a zip … without end', () => {
    let body = Buffer.from('harmless');
    for (let depth = 0; depth < 12; depth += 1) body = zip('next.zip', body);
    assert.deepEqual(kinds(body), ['unsearchable']);
  });

  it('more than the limit when unpacked', () => {
    const kind = (body: Buffer) => new Scanner([], 100_000).scanBody('f', body).map((hit) => hit.kind);
    const half = Buffer.alloc(60_000, 'some words ');
    assert.deepEqual(kind(zip('a', half)), []);
    assert.deepEqual(kind(zip('a', Buffer.concat([half, half]))), ['unsearchable']);
    assert.deepEqual(kind(gzipSync(Buffer.concat([half, half]))), ['unsearchable']);
    const bomb = zipSync({ a: [gzipSync(half), { level: 0 }], b: [gzipSync(half), { level: 0 }] });
    assert.deepEqual(kind(Buffer.from(bomb)), ['unsearchable']);
  });
});

describe('on disk', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bulkhead-scan-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  const put = (name: string, body: Buffer | string) => {
    mkdirSync(join(dir, name, '..'), { recursive: true });
    writeFileSync(join(dir, name), body);
    return join(dir, name);
  };

  it('deletes what holds a secret and nothing else, and says where without saying what', () => {
    const bad = [
      put('junit.xml', `<x>${PLAIN}</x>`),
      put('allure/data/a.zip', zip('t', TOKEN)),
      put(`named/${PLAIN}.txt`, '-'),
    ];
    const good = [put('index.html', '<p>fine</p>'), put('deep/er/still.txt', 'fine')];
    const outside = join(tmpdir(), `bulkhead-outside-${process.pid}.txt`);
    writeFileSync(outside, PLAIN);
    symlinkSync(outside, join(dir, 'link.txt'));
    const hits = scanAndDelete([dir, join(dir, 'no-such-folder')], [PLAIN]);
    rmSync(outside);
    assert.deepEqual([...new Set(hits.map(({ file }) => file))].sort(), bad.toSorted());
    assert.ok(!hits.some(({ where }) => where.includes(PLAIN)));
    for (const file of bad) assert.ok(!existsSync(file));
    for (const file of good) assert.ok(existsSync(file));
    assert.deepEqual(scan([dir], [PLAIN]), []);
  });
});

it('refuses a secret that is too short to be searched for', () => {
  assert.throws(() => new Scanner(['abc', PLAIN]), RangeError);
});

it('finds what it plants in every channel', () => assert.deepEqual(selfTest(), []));

it('reads a blob that starts like a token at every third character once', () => {
  const blob = 'eyJ'.repeat(1024 * 1024);
  const at = (body: string) => new Scanner([]).scanBody('f', Buffer.from(body)).map(({ kind }) => kind);
  assert.deepEqual(at(blob), []);
  assert.deepEqual(at(`${blob} ${TOKEN}`), ['jwt']);
});

it('searches 8 MB for a thousand secrets in under a second and a half', () => {
  const secrets = Array.from({ length: 1000 }, (_, n) =>
    n % 2 ? `Secret-${n}-${'q'.repeat(20)}` : jwt({ alg: 'RS256', kid: `${n}` }),
  );
  const many = new Scanner(secrets);
  const noise = Buffer.from(
    JSON.stringify({
      text: 'The quick brown fox jumps over competitors/0f8fad5b-d9cb-469f-a165-70867728950e',
    }).repeat(80_000),
  );
  const started = process.cpuUsage();
  assert.deepEqual(many.scanBody('f', noise.subarray(0, 8 * 1024 * 1024)), []);
  const elapsed = process.cpuUsage(started).user / 1000;
  assert.ok(elapsed < 1500, `${elapsed.toFixed(0)} ms`);
  assert.equal(many.scanBody('f', Buffer.concat([noise, Buffer.from(secrets[501]!)])).length, 1);
});
