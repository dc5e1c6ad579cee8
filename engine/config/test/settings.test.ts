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
