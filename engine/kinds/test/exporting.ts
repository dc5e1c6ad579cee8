/** An API that writes files in the background, one after another, and a world that asks it. For tests. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import type { Policy } from '../../../policy/types.ts';
import { World } from '../../checks/world.ts';
import { ApiClient } from '../../probe/client.ts';
import type { Harvest } from '../../probe/harvest.ts';
import { Ledger } from '../../session/ledger.ts';

export interface Wanted {
  kind: string;
  format: string;
}

interface Job {
  /** The identity that asks, and its tenant. */
  actor: string;
  tenant: string;
  wanted: Wanted;
  file?: string;
}

/** Writes the file of the last of some that wait, the first of which was asked for first. */
export type Write = (waiting: readonly Job[]) => string;

const ledgers = mkdtempSync(path.join(tmpdir(), 'bulkhead-ledgers-'));
after(() => rmSync(ledgers, { recursive: true }));

const TYPES: Readonly<Record<string, string>> = { csv: 'text/csv', json: 'application/json' };

/** An API whose queue is worked off as soon as so many wait. */
async function api(write: Write, together: number): Promise<string> {
  const jobs = new Map<string, Job>();
  let waiting: Job[] = [];
  const work = (): void => {
    waiting.forEach((job, index) => (job.file = write(waiting.slice(0, index + 1))));
    waiting = [];
  };
  const server = http.createServer((request, response) => {
    const answer = (status: number, body: unknown, type = 'application/json'): void => {
      response.writeHead(status, { 'content-type': type });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    const [, kind, id = '', more] =
      /\/(exports|downloads)(?:\/([^/]+))?(\/link)?$/.exec(request.url ?? '') ?? [];
    const job = jobs.get(id);
    if (kind === 'downloads' && job) return answer(200, job.file, TYPES[job.wanted.format]);
    if (more) return answer(200, { url: `http://${request.headers.host}/api/v1/downloads/${id}` });
    if (job) return answer(200, { id, status: job.file === undefined ? 'queued' : 'ready' });
    void text(request).then((body) => {
      const actor = request.headers.authorization ?? '';
      const made: Job = { actor, tenant: actor.split('-')[0] ?? '', wanted: JSON.parse(body) as Wanted };
      const name = randomUUID();
      jobs.set(name, made);
      answer(202, { id: name });
      if (waiting.push(made) >= together) work();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A world whose API writes files like this, when so many have asked for one. */
export async function worldOf(
  policy: Policy,
  harvest: Partial<Harvest>,
  write: Write,
  together = 1,
): Promise<World> {
  const apiUrl = await api(write, together);
  const cannot = (): Promise<never> => Promise.reject(new Error('nobody signs in'));
  return new World({
    policy,
    harvest: { resources: {}, canaries: {}, alone: {}, names: {}, mixed: {}, missing: {}, ...harvest },
    apiUrl,
    appUrl: apiUrl,
    tenancy: policy.tenancy,
    clientOf: (actor) => Promise.resolve(new ApiClient(apiUrl, { authorization: actor })),
    emailOf: () => undefined,
    signInAgain: cannot,
    tokensOf: cannot,
    remember: () => undefined,
    audit: { policy },
    mark: 'mark',
    ledger: new Ledger(path.join(ledgers, randomUUID())),
  });
}
