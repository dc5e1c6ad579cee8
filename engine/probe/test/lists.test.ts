import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { ApiClient } from '../client.ts';
import { readEnds, readPages } from '../lists.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const described = policy.resources['entries'];
assert.ok(described);
const log = { ...described, grows: true };
const list = { ...described, grows: false };

/** What is served: so many rows, at most so many of them on a page. */
let rows = 0;
let atMost = 100;
let hasTotal = true;
let asked: number[] = [];
const server = http.createServer((request, response) => {
  const query = new URL(request.url ?? '', 'http://x').searchParams;
  const page = Number(query.get(policy.paging.page));
  const size = Math.min(atMost, Number(query.get(policy.paging.size)));
  asked.push(page);
  const first = (page - 1) * size;
  const items = Array.from({ length: Math.max(0, Math.min(size, rows - first)) }, (_, index) => ({
    id: String(first + index),
  }));
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ items, ...(hasTotal ? { total: rows } : {}) }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = new ApiClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {});
after(() => {
  server.close();
  server.closeAllConnections();
});

function serve(so: { rows: number; atMost?: number; hasTotal?: boolean }): void {
  asked = [];
  ({ rows, atMost = 100, hasTotal = true } = so);
}

test('a list is read to its end, and one without end blocks', async () => {
  serve({ rows: 250 });
  assert.equal((await readPages(policy, client, list, {})).rows.length, 250);
  serve({ rows: 5001 });
  await assert.rejects(readPages(policy, client, list, {}), /audit\.list has more than 50 pages/);
});

test('of a log the first pages are enough, however long it is', async () => {
  serve({ rows: 1_000_000 });
  assert.equal((await readPages(policy, client, log, {})).rows.length, 300);
});

test('both ends of a log are read, and the whole of a short one', async () => {
  serve({ rows: 4930 });
  const whole = await readEnds(policy, client, log);
  assert.deepEqual(
    [whole.status, whole.rows.length, new Set(whole.rows.map(({ id }) => id)).size],
    [200, 4930, 4930],
  );
  serve({ rows: 9950 });
  const ends = await readEnds(policy, client, log);
  assert.deepEqual([ends.rows.length, ends.rows[0]?.['id'], ends.rows.at(-1)?.['id']], [4950, '0', '9949']);
  assert.deepEqual([asked.length, asked[24], asked[25]], [50, 25, 76]);
});

test('the last page is counted by what a page holds, not by what was asked for', async () => {
  serve({ rows: 130, atMost: 50 });
  const { rows: read } = await readEnds(policy, client, log);
  assert.equal(read.at(-1)?.['id'], '129');
});

test('without a total a log is read until a page brings nothing new, and not for ever', async () => {
  serve({ rows: 130, hasTotal: false });
  assert.equal((await readEnds(policy, client, log)).rows.length, 130);
  serve({ rows: 1_000_000, hasTotal: false });
  assert.equal((await readEnds(policy, client, log)).rows.length, 2500);
  serve({ rows: 0 });
  assert.deepEqual(await readEnds(policy, client, log), { status: 200, rows: [] });
});
