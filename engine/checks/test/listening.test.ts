import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import type { OperationPolicy } from '../../../policy/types.ts';
import { openStream } from '../../probe/stream.ts';
import { Blocked } from '../../record/problem.ts';
import { GRACE_MS, hearsNothing } from '../listening.ts';
import type { World } from '../world.ts';

const PACE_MS = 2 * GRACE_MS + 100;

/** What has happened. */
const events: string[] = [];
const timers: NodeJS.Timeout[] = [];

/** A service whose streams look for news at a pace, each from its own start: `/late` later than a stray event is given. */
const service = http.createServer(({ url }, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (url === '/ended') {
    response.end();
    return;
  }
  response.flushHeaders();
  let told = 0;
  const look = (): void => {
    for (; told < events.length; told += 1)
      if (url !== '/deaf') response.write(`data: ${events[told] ?? ''}\n\n`);
  };
  timers.push(
    setTimeout(
      () => timers.push(setInterval(look, PACE_MS)),
      url === '/late' ? PACE_MS / 2 + GRACE_MS / 2 : 0,
    ),
  );
});
after(() => {
  for (const timer of timers) clearInterval(timer);
  service.closeAllConnections();
  service.close();
});
service.listen(0, '127.0.0.1');
await once(service, 'listening');
const origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;

const operation = { path: '/stream', feeds: 'alerts' } as OperationPolicy;
const world = {
  policy: { resources: { alerts: { parameter: 'alertId' } } },
  steward: () => 'hotel-admin',
  workshop: {
    fresh: () => {
      events.push(`event-${events.length}`);
      return Promise.resolve({ alertId: events.at(-1) });
    },
  },
} as unknown as World;

async function judged(silent: string, heard: string): ReturnType<typeof hearsNothing> {
  const witness = await openStream(origin, heard, {});
  const stream = await openStream(origin, silent, {});
  try {
    return await hearsNothing(world, 'hotel', operation, { stream, witness });
  } finally {
    witness.close();
    stream.close();
  }
}

test('a stream that lives on is found though the service looks for news from time to time', async () => {
  const [problem, ...others] = await judged('/late', '/stream');
  assert.deepEqual(others, []);
  assert.match(problem?.seen ?? '', /^an event of hotel, event-/);
});

test('one that is told of nothing passes, and a witness that hears nothing blocks', async () => {
  assert.deepEqual(await judged('/deaf', '/stream'), []);
  events.length = 0;
  const silent = judged('/stream', '/ended');
  await assert.rejects(
    silent,
    (error) => error instanceof Blocked && /hotel-admin does not hear/.test(error.message),
  );
});
