import assert from 'node:assert/strict';
import { test } from 'node:test';
import tls from 'node:tls';
import { believesAll, certificateArguments, isLoopback } from '../certificates.ts';

const HERE = {
  appUrl: 'http://localhost:1',
  apiUrl: 'http://127.0.0.1:2',
  auth0Url: 'https://idp.localhost:3',
};
/** Any certificate will do. */
const authority = tls.rootCertificates[0] as string;

test('this machine is known by all of its names, and by no look-alike', () => {
  for (const host of ['localhost', 'app.localhost:1', '127.0.0.1', '127.1.2.3:80'])
    assert.equal(isLoopback(`https://${host}`), true, host);
  for (const host of [
    'localhost.example.com',
    'notlocalhost',
    '127.0.0.1.example.com',
    'example.com',
    '10.0.0.1',
  ])
    assert.equal(isLoopback(`https://${host}`), false, host);
});

test('a browser is told to believe an authority on this machine alone, and only when there is one', () => {
  const [argument, ...more] = certificateArguments({ ...HERE, authority });
  assert.deepEqual(more, []);
  assert.match(argument ?? '', /^--ignore-certificate-errors-spki-list=[\w+/]{43}=$/);
  assert.equal(believesAll('firefox', { ...HERE, authority }), true);
  assert.equal(believesAll('chromium', { ...HERE, authority }), false);

  const elsewhere = { ...HERE, apiUrl: 'https://api.example.com', authority };
  const second = { ...HERE, overTls: { ...HERE, auth0Url: 'https://login.example.com' }, authority };
  for (const deployment of [HERE, elsewhere, second]) {
    assert.deepEqual(certificateArguments(deployment), []);
    assert.equal(believesAll('webkit', deployment), false);
  }
});
