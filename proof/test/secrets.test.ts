import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutSecrets } from '../secrets.ts';

test('neither a secret of the target nor anything like one stays in a text', () => {
  const variables = {
    USER_HOTEL_ADMIN_EMAIL: 'admin@hotel.example',
    USER_HOTEL_ADMIN_PASSWORD: 'correct-horse',
    AUDIT_DATABASE_URL: 'postgresql://app:pw@127.0.0.1:5432/db',
  };
  assert.equal(
    withoutSecrets(
      'admin@hotel.example typed correct-horse at postgresql://app:pw@127.0.0.1:5432/db',
      variables,
    ),
    'admin@hotel.example typed <secret> at <secret>',
  );
  assert.equal(
    withoutSecrets('no login for postgres://owner:pw@localhost/x with eyJhbGciOiJSUzI1NiJ9.eyJzdWIi.c2ln'),
    'no login for postgres://<credentials>@localhost/x with <token>',
  );
});
