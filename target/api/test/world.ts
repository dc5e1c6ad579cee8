/** A whole API on a real database with the seed, and a client that speaks for any account. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { createDatabase, newNames, type TargetDatabase } from '../../postgres/database.ts';
import { startPostgres } from '../../postgres/index.ts';
import { type Account, makeAccounts, ORGANISATIONS } from '../../seed/accounts.ts';
import type { Config } from '../config.ts';
import { migrate, seed } from '../db/index.ts';
import { buildServer } from '../server.ts';
import { createServices, type Services } from '../services.ts';
import { startIssuer, type Issuer, type TokenOptions } from './issuer.ts';

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; empty for an answer without one. */
  json: Record<string, unknown> & { items?: Record<string, unknown>[] };
}

export interface RequestOptions {
  body?: unknown;
  headers?: Record<string, string>;
  token?: TokenOptions;
  /** Another server than the world's own. */
  server?: string;
}

export interface World {
  url: string;
  app: FastifyInstance;
  services: Services;
  issuer: Issuer;
  databases: TargetDatabase;
  account(handle: string): Account;
  /** Sends a request as an account, or as nobody. */
  as(handle: string | null, method: string, path: string, options?: RequestOptions): Promise<Reply>;
  /** Runs SQL as the application's database role under the given settings. */
  asAppRole<Row>(
    settings: { tenant?: string; user?: string },
    sql: string,
    values?: unknown[],
  ): Promise<Row[]>;
  stop(): Promise<void>;
}

export const TENANT = Object.fromEntries(ORGANISATIONS.map(({ id, name }) => [name, id])) as Record<
  'hotel' | 'cinema' | 'gym' | 'retail',
  string
>;
export const API = '/api/v1';
export const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? (JSON.parse(text) as Reply['json']) : {},
  };
}

/** Starts everything; a few hundred milliseconds once the server's files are in place. */
export async function startWorld(overrides: Partial<Config> = {}): Promise<World> {
  const directory = mkdtempSync(path.join(tmpdir(), 'api-test-'));
  const seedFile = path.join(directory, 'seed.json');
  const accounts = makeAccounts();
  writeFileSync(seedFile, JSON.stringify({ organisations: ORGANISATIONS, accounts }), { mode: 0o600 });
  const server = await startPostgres();
  const databases = await createDatabase(server.superuserUrl, newNames());
  await migrate(databases.ownerUrl, databases);
  await seed(databases.ownerUrl, seedFile);
  const issuer = await startIssuer(accounts);
  const services = createServices({
    port: 0,
    appUrl: 'http://localhost:4173',
    apiUrl: 'http://localhost:4300',
    idpUrl: issuer.url,
    databaseUrl: databases.appUrl,
    platformDatabaseUrl: databases.platformUrl,
    managementSecret: 'for-tests',
    tenancy: 'organization',
    rateLimit: 100_000,
    ...overrides,
  });
  const app = await buildServer(services);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  const account = (handle: string): Account => {
    const found = accounts.find((candidate) => candidate.handle === handle);
    assert.ok(found, `no account ${handle}`);
    return found;
  };
  return {
    url,
    app,
    services,
    issuer,
    databases,
    account,
    async as(handle, method, target, { body, headers = {}, token, server: base = url } = {}) {
      const sent: Record<string, string> = {};
      if (handle !== null) sent['authorization'] = `Bearer ${await issuer.token(account(handle), token)}`;
      const isForm = body instanceof FormData;
      if (body !== undefined && !isForm) sent['content-type'] = 'application/json';
      const response = await fetch(`${base}${target}`, {
        method,
        headers: { ...sent, ...headers },
        redirect: 'manual',
        body: body === undefined || isForm || typeof body === 'string' ? body : JSON.stringify(body),
      });
      return replyOf(response);
    },
    async asAppRole<Row>(settings: { tenant?: string; user?: string }, sql: string, values?: unknown[]) {
      const client = new pg.Client({ connectionString: databases.appUrl });
      await client.connect();
      try {
        await client.query('BEGIN');
        for (const [name, value] of Object.entries(settings)) {
          await client.query(`SELECT set_config('app.${name}_id', $1, true)`, [value]);
        }
        return (await client.query(sql, values)).rows as Row[];
      } finally {
        await client.end();
      }
    },
    async stop() {
      await app.close();
      await services.close();
      await issuer.close();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Checks the one shape of refusals and failures. */
export function assertProblem(reply: Reply, status: number, code: string): void {
  assert.equal(reply.status, status, reply.text);
  assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.deepEqual(Object.keys(reply.json).sort(), ['code', 'correlationId', 'status', 'title', 'type']);
  assert.equal(reply.json['code'], code);
  assert.equal(reply.json['status'], status);
  assert.equal(reply.json['type'], 'about:blank');
  assert.equal(reply.json['correlationId'], reply.headers.get('x-correlation-id'));
}

/** What may be compared between two answers: everything but time and correlation id. */
export function comparable(reply: Reply): unknown {
  const headers = [...reply.headers].filter(([name]) => name !== 'date' && name !== 'x-correlation-id');
  const { correlationId: _, ...body } = reply.json;
  return { status: reply.status, headers, body };
}
