import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { ROOT, type Settings } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { Strangers, withoutAddress } from '../enumeration.ts';

test('a finding names an address neither as it is registered nor as it was typed', () => {
  const email = 'ann@hotel.example';
  const masked = (typed: string, text: string): string => withoutAddress(text, email, typed);
  assert.equal(masked('ANN@HOTEL.EXAMPLE', `ANN@HOTEL.EXAMPLE became ${email}`), '<email> became <email>');
  assert.equal(masked(` ${email} `, `"${email}" and " ${email} "`), '"<email>" and "<email>"');
  assert.equal(masked(email, 'login_hint=ann%40hotel.example'), 'login_hint=<email>');
});

test('times of a login that asks for no password are not compared', async () => {
  // Whoever comes is shown the first page again, as by a login that takes everybody for a machine.
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/authorize')) response.writeHead(302, { location: '/u/login/identifier' });
    else response.writeHead(request.method === 'POST' ? 400 : 200, { 'content-type': 'text/html' });
    response.end('<form method="post"><input name="username"><button>Continue</button></form>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
    const credentials = new Map(
      Object.keys(policy.identities).map((name) => [
        name,
        { email: `${name}@probe.example`, password: 'none' },
      ]),
    );
    const auth0Url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const settings = {
      policy,
      credentials,
      auth0Url,
      appUrl: auth0Url,
      tenancy: policy.tenancy,
    } as unknown as Settings;
    await assert.rejects(
      new Strangers(settings).time(),
      /asks for no password after an address \(status 400\)/,
    );
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});
