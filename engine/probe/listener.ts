/** A listener on the loopback interface that offers the forger's key, and notes whoever comes for it. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPublicKey } from 'node:crypto';
import { forgersKey } from './forge.ts';

export interface Listener {
  /** Address of a key set. */
  keys: string;
  /** Address of the one key, as PEM. */
  key: string;
  /** Paths that were asked for. */
  calls: string[];
  close(): Promise<void>;
}

const KEY_PATH = '/key.pem';

/** @param alg by which good tokens are signed */
export async function offerKey(alg: string): Promise<Listener> {
  const { published } = forgersKey(alg);
  const pem = createPublicKey({ key: published, format: 'jwk' }).export({ format: 'pem', type: 'spki' });
  const calls: string[] = [];
  const server = http.createServer((request, response) => {
    const path = request.url ?? '';
    calls.push(path);
    const isPem = path === KEY_PATH;
    response.writeHead(200, { 'content-type': isPem ? 'application/x-pem-file' : 'application/json' });
    response.end(isPem ? pem : JSON.stringify({ keys: [published] }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    keys: `${origin}/.well-known/jwks.json`,
    key: `${origin}${KEY_PATH}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
