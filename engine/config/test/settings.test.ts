import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserFault } from '../../fault.ts';
import { readSettings } from '../settings.ts';

const GOOD = {
  APP_URL: 'https://app.example.com',
  API_URL: 'https://api.example.com/',
  AUTH0_DOMAIN: 'example.eu.auth0.com',
  AUTH0_CLIENT_ID: 'client',
  AUTH0_AUDIENCE: 'https://api.example.com',
  USER_HOTEL_ADMIN_EMAIL: 'a@hotel.example',
  USER_HOTEL_ADMIN_PASSWORD: 'plainly-fake',
};

function mistakes(environment: Record<string, string>): string {
  try {
    readSettings(environment);
  } catch (error) {
    assert.ok(error instanceof UserFault, String(error));
    assert.equal(error.exitCode, 2);
    return error.message;
  }
  throw new assert.AssertionError({ message: 'the settings were accepted' });
}

test('good settings are read, and origins lose their slash', () => {
  const settings = readSettings(GOOD);
  assert.equal(settings.apiUrl, 'https://api.example.com');
  assert.equal(settings.auth0Url, 'https://example.eu.auth0.com');
  assert.deepEqual(settings.credentials.get('hotel-admin'), {
    email: 'a@hotel.example',
    password: 'plainly-fake',
  });
  assert.deepEqual(settings.browsers, ['chromium']);
  assert.equal(settings.otherClientId, undefined);
  const further = readSettings({
    ...GOOD,
    AUTH0_OTHER_CLIENT_ID: 'partner',
    TOKEN_SIGNING_KEY_FILE: '/k.json',
  });
  assert.equal(further.otherClientId, 'partner');
  assert.equal(further.tokenSigningKeyFile, '/k.json');
  assert.equal(settings.sensors, true);
  assert.equal(readSettings({ ...GOOD, SENSORS: 'off' }).sensors, false);
});

test('every mistake is told at once, each with its variable', () => {
  const message = mistakes({
    APP_URL: 'app.example.com',
    BROWSERS: 'netscape',
    USER_HOTEL_ADMIN_EMAIL: 'a@b.example',
    USER_NOBODY_PASSWORD: 'x',
  });
  for (const name of [
    'APP_URL is not valid',
    'API_URL is missing',
    'AUTH0_DOMAIN is missing',
    'AUTH0_CLIENT_ID is missing',
    'AUTH0_AUDIENCE is missing',
    'BROWSERS is not valid',
    'USER_HOTEL_ADMIN_PASSWORD is missing',
    'USER_NOBODY_PASSWORD names no identity',
  ])
    assert.ok(message.includes(name), `${name} in:\n${message}`);
});

test('a password is never repeated in a message', () => {
  assert.ok(
    !mistakes({ ...GOOD, APP_URL: 'x', USER_CINEMA_ADMIN_PASSWORD: 'plainly-fake-2' }).includes(
      'plainly-fake-2',
    ),
  );
});

test('a mistake in the policy is told together with the others', () => {
  assert.match(
    mistakes({ ...GOOD, API_URL: 'nowhere', POLICY: 'no/such/policy.yaml' }),
    /API_URL is not valid[\s\S]*POLICY names/,
  );
});

test('an identity without credentials is no mistake here: it blocks its cells', () => {
  assert.equal(readSettings(GOOD).credentials.has('hotel-viewer'), false);
});

test('a deployment over TLS is its own; an instance beside it is named as a whole', () => {
  const own = {
    appUrl: GOOD.APP_URL,
    apiUrl: 'https://api.example.com',
    auth0Url: 'https://example.eu.auth0.com',
  };
  assert.deepEqual(readSettings(GOOD).overTls, own);
  const plain = { ...GOOD, APP_URL: 'http://localhost:4173' };
  assert.equal(readSettings(plain).overTls, undefined);
  const beside = {
    TLS_APP_URL: 'https://app.localhost:1',
    TLS_API_URL: 'https://api.localhost:2',
    TLS_AUTH0_DOMAIN: 'https://idp.localhost:3/',
  };
  assert.deepEqual(readSettings({ ...plain, ...beside }).overTls, {
    appUrl: 'https://app.localhost:1',
    apiUrl: 'https://api.localhost:2',
    auth0Url: 'https://idp.localhost:3',
  });
  assert.match(mistakes({ ...plain, TLS_APP_URL: 'https://app.localhost:1' }), /TLS_API_URL is missing/);
  assert.match(
    mistakes({ ...plain, ...beside, TLS_APP_URL: 'http://app.localhost:1' }),
    /TLS_APP_URL is not valid/,
  );
  assert.match(mistakes({ ...GOOD, TLS_CA_FILE: 'no/such/file.pem' }), /TLS_CA_FILE is not valid/);
  assert.match(mistakes({ ...GOOD, TLS_CA_FILE: 'package.json' }), /TLS_CA_FILE is not valid/);
});
