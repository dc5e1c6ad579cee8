import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { after, before, test } from 'node:test';
import { generateSync } from 'otplib';
import {
  APP,
  authorizationRequest,
  Browser,
  codeOf,
  enterPassword,
  type Idp,
  type Page,
  signIn,
  silently,
  startIdp,
} from './harness.ts';

let idp: Idp;
before(async () => {
  idp = await startIdp();
});
after(() => idp.close());

const start = (browser: Browser, overrides: Record<string, string | null> = {}): Promise<Page> =>
  browser.visit(authorizationRequest(idp, overrides).url);

const errorCode = ({ body }: Page): string | undefined => /data-error-code="([^"]+)"/.exec(body)?.[1];

/** A page without what is different each time: state, CSRF token, and the identifier that was typed. */
function sameEachTime(page: Page, identifier: string): unknown {
  const state = page.url.searchParams.get('state') ?? '';
  const body = page.body
    .replaceAll(encodeURIComponent(state), 'STATE')
    .replaceAll(identifier, 'IDENTIFIER')
    .replace(/name="_csrf" value="[^"]+"/, 'CSRF');
  const headers = Object.fromEntries(page.headers);
  return { status: page.status, body, headers: { ...headers, date: '', 'content-length': '' } };
}

async function tryPassword(identifier: string, password: string): Promise<Page> {
  const browser = new Browser(idp);
  return enterPassword(browser, await start(browser), identifier, password);
}

test('The identifier page and the password page have the elements of Universal Login', async () => {
  const browser = new Browser(idp);
  const identifier = await start(browser, { login_hint: 'someone@hotel.example' });
  assert.match(identifier.body, /<title>Log in \| MarketEdge<\/title>/);
  assert.match(identifier.body, /id="username"\s+name="username"/);
  assert.match(identifier.body, /value="someone@hotel.example"/);
  const primary =
    /<button\s+type="submit"\s+name="action"\s+value="default"\s+class="primary"\s+data-action-button-primary="true"/;
  assert.match(identifier.body, primary);
  const password = await browser.submit(identifier, { username: '<b>"x"@hotel.example' });
  assert.equal(password.url.pathname, '/u/login/password');
  assert.match(password.body, /Enter Your Password/);
  assert.match(password.body, /id="password"\s+name="password"\s+type="password"/);
  assert.match(password.body, /data-link-name="edit-username"/);
  assert.match(password.body, primary);
  assert.match(password.body, /value="&lt;b&gt;&quot;x&quot;@hotel.example"/);
  assert.doesNotMatch(password.body, /<b>/);
});

test('Pages cannot be framed, stored, or made to run a script', async () => {
  const { headers } = await start(new Browser(idp));
  assert.equal(
    headers.get('content-security-policy'),
    `default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self' ${APP}; frame-ancestors 'none'`,
  );
  assert.equal(headers.get('x-frame-options'), 'DENY');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('x-powered-by'), null);
  assert.equal(headers.get('server'), null);
});

test('A wrong password and an unknown, blocked or two-factor account are told apart by nothing', async () => {
  const answers = [];
  for (const handle of ['hotel-viewer', 'hotel-disabled', 'gym-mfa', undefined]) {
    const identifier = handle ? idp.account(handle).email : 'nobody.here@hotel.example';
    const page = await tryPassword(identifier, 'not the password');
    assert.equal(errorCode(page), 'wrong-email-credentials');
    answers.push(sameEachTime(page, identifier));
  }
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
});

/** How many passwords are hashed while something is done. */
async function hashesDuring(work: () => Promise<unknown>): Promise<number> {
  let hashes = 0;
  const hook = createHook({
    init: (_, type) => {
      if (type === 'SCRYPTREQUEST') hashes += 1;
    },
  }).enable();
  try {
    await work();
  } finally {
    hook.disable();
  }
  return hashes;
}

test('An unknown account costs what a wrong password costs', async () => {
  const { email } = idp.account('cinema-viewer');
  await tryPassword(email, 'not the password'); // by now the passwords of all accounts are hashed
  assert.equal(await hashesDuring(() => tryPassword(email, 'not the password')), 1);
  assert.equal(await hashesDuring(() => tryPassword('nobody@cinema.example', 'not the password')), 1);
});

test('Ten failures block a name for the right password too, whether or not there is such an account', async () => {
  const { email, password } = idp.account('cinema-spare1');
  for (const identifier of [email, 'nobody.else@cinema.example']) {
    const codes = [];
    for (let attempt = 0; attempt < 10; attempt += 1) {
      codes.push(errorCode(await tryPassword(attempt % 2 ? identifier : identifier.toUpperCase(), 'wrong')));
    }
    assert.deepEqual(codes, [...Array<string>(9).fill('wrong-email-credentials'), 'user-blocked']);
    assert.equal(errorCode(await tryPassword(identifier, password)), 'user-blocked');
  }
});

test('Guesses sent all at once do not get past the limit', async () => {
  const pages = await Promise.all(
    Array.from({ length: 20 }, () => tryPassword('many.at.once@cinema.example', 'wrong')),
  );
  assert.ok(pages.filter((page) => errorCode(page) === 'user-blocked').length >= 10);
});

test('A success forgets the failures before it', async () => {
  const { email, password } = idp.account('cinema-spare2');
  for (let round = 0; round < 2; round += 1) {
    for (let attempt = 0; attempt < 6; attempt += 1) {
      assert.equal(errorCode(await tryPassword(email, 'wrong')), 'wrong-email-credentials');
    }
    codeOf(await tryPassword(email, password));
  }
});

test('A blocked user is told so at the callback, and only after the right password', async () => {
  const { page } = await signIn(new Browser(idp), idp, 'hotel-disabled');
  assert.equal(page.url.origin, APP);
  assert.equal(page.url.searchParams.get('error'), 'unauthorized');
  assert.equal(page.url.searchParams.get('error_description'), 'user is blocked');
});

test('A one-time code is asked for after the password, is good once, and cannot be guessed', async () => {
  const { totpSecret: secret = '' } = idp.account('gym-mfa');
  const browser = new Browser(idp);
  const { page } = await signIn(browser, idp, 'gym-mfa');
  assert.equal(page.url.pathname, '/u/mfa-otp-challenge');
  assert.match(page.body, /id="code"\s+name="code"/);
  const wrong = await browser.submit(page, { code: '000000' });
  assert.equal(errorCode(wrong), 'invalid-code');
  const code = generateSync({ secret });
  codeOf(await browser.submit(page, { code }));

  const second = new Browser(idp);
  const { page: again } = await signIn(second, idp, 'gym-mfa');
  const codes = [];
  for (let attempt = 0; attempt < 6; attempt += 1)
    codes.push(errorCode(await second.submit(again, { code })));
  assert.deepEqual(codes, [...Array<string>(5).fill('invalid-code'), 'too-many-failures']);
});

test('The page of the second factor is out of reach without the password', async () => {
  const browser = new Browser(idp);
  const page = await start(browser);
  const state = page.url.searchParams.get('state') ?? '';
  const skipped = await browser.visit(`/u/mfa-otp-challenge?state=${state}`);
  assert.equal(skipped.url.pathname, '/u/login/identifier');
});

test('A form without its token, from another origin or in another browser is refused', async () => {
  const browser = new Browser(idp);
  const page = await start(browser);
  const body = new URLSearchParams({ username: 'a@hotel.example' });
  const noToken = await browser.visit(page.url, { method: 'POST', body });
  assert.equal(noToken.status, 403);
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const foreign = await browser.visit(page.url, {
    method: 'POST',
    body: new URLSearchParams({ _csrf: csrf, username: 'a@hotel.example' }),
    headers: { Origin: 'http://evil.example' },
  });
  assert.equal(foreign.status, 403);
  const other = new Browser(idp);
  await start(other);
  const stolen = await other.visit(page.url);
  assert.equal(stolen.status, 400);
  assert.doesNotMatch(stolen.body, /<form/);
});

test('Two logins in two tabs of one browser do not disturb each other', async () => {
  const browser = new Browser(idp);
  const { email, password } = idp.account('hotel-viewer');
  const first = await start(browser);
  const second = await start(browser);
  codeOf(await enterPassword(browser, second, email, password));
  codeOf(await enterPassword(browser, first, email, password));
});

test('A login makes a new session: none that was planted or was there before lives on', async () => {
  const browser = new Browser(idp);
  browser.plant('planted-by-somebody');
  await signIn(browser, idp, 'hotel-viewer');
  const first = browser.cookies.get('auth0')?.value ?? '';
  assert.notEqual(first, 'planted-by-somebody');

  await signIn(browser, idp, 'cinema-viewer', { prompt: 'login' });
  assert.notEqual(browser.cookies.get('auth0')?.value, first);
  const old = new Browser(idp);
  old.plant(first);
  assert.equal((await silently(idp, old)).answer['error'], 'login_required');
  assert.ok((await silently(idp, browser)).answer['code']);
});

test('A finished login page cannot be submitted again', async () => {
  const browser = new Browser(idp);
  const { email, password } = idp.account('hotel-viewer');
  const asked = await browser.submit(await start(browser), { username: email });
  codeOf(await browser.submit(asked, { password }));
  assert.equal((await browser.submit(asked, { password })).status, 400);
});

async function askForReset(browser: Browser) {
  const state = (await start(browser)).url.searchParams.get('state') ?? '';
  return browser.visit(
    `/u/reset-password/request/Username-Password-Authentication?state=${encodeURIComponent(state)}`,
  );
}

test('A password reset keeps what was typed where it cannot be an address', async () => {
  const browser = new Browser(idp);
  const refused = await browser.submit(await askForReset(browser), { email: '"no address' });
  assert.equal(refused.status, 400);
  assert.match(refused.body, /name="email"[^>]* value="&quot;no address"/);
  assert.match(refused.body, /Email is not valid/);
});

test('A password reset is answered alike for a known and an unknown address', async () => {
  const answers = [];
  for (const email of [idp.account('hotel-viewer').email, 'nobody.here@hotel.example']) {
    const browser = new Browser(idp);
    const sent = await browser.submit(await askForReset(browser), { email });
    assert.match(sent.body, /Check Your Email/);
    answers.push(sameEachTime(sent, email));
  }
  assert.deepEqual(answers[0], answers[1]);
});
