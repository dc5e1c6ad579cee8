import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedEnvironment } from '../lib/embedded.ts';

test('a run on the embedded application is told nothing of the deployment in .env', () => {
  const settings = {
    PATH: '/bin',
    WORKERS: '4',
    TARGET_LOGIN: 'combined',
    APP_URL: 'https://app.example.com',
    AUTH0_DOMAIN: 'example.eu.auth0.com',
    POLICY: 'policy/ours.yaml',
    AUDIT_DATABASE_ROLE: 'ours',
    TLS_APP_URL: 'https://app.example.com',
    USER_OURS_EMAIL: 'somebody@example.com',
  };
  const own = { APP_URL: 'http://127.0.0.1:1', USER_HOTEL_ADMIN_EMAIL: 'admin@hotel.example' };
  assert.deepEqual(embeddedEnvironment(settings, own), {
    PATH: '/bin',
    WORKERS: '4',
    TARGET_LOGIN: 'combined',
    ...own,
    BULKHEAD_EMBEDDED: '1',
  });
});
