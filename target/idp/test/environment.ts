/** What a provider is told, with a seed file of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeAccounts, ORGANISATIONS } from '../../seed/accounts.ts';

export const APP = 'http://localhost:24173';
export const MANAGEMENT_SECRET = 'a-secret-for-tests';

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The environment of a provider, with a seed file that `remove` deletes. */
export async function makeEnvironment(overrides: Record<string, string> = {}) {
  const directory = mkdtempSync(path.join(tmpdir(), 'idp-'));
  const seedFile = path.join(directory, 'seed.json');
  const accounts = makeAccounts();
  writeFileSync(seedFile, JSON.stringify({ organisations: ORGANISATIONS, accounts }), { mode: 0o600 });
  const port = await freePort();
  const environment = {
    SEED_FILE: seedFile,
    APP_URL: APP,
    API_URL: 'http://localhost:24174',
    IDP_URL: `http://localhost:${port}`,
    PORT: String(port),
    MANAGEMENT_SECRET,
    ...overrides,
  };
  return { environment, accounts, remove: () => rmSync(directory, { recursive: true }) };
}
