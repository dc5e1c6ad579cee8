/**
 * Load on the machine and the network while the suite runs against an honest target. Bounded in rate and in time.
 *
 *   node stress.mjs cpu                       one core, busy most of the time
 *   node stress.mjs requests URL…             a few hundred requests a second
 *   node stress.mjs delays STATE_FILE         stops a service of the target for a moment, again and again
 */
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_MS = 20 * 60_000;
const PER_SECOND = 250;
const MOST_AT_ONCE = 50;
const STOP_MS = { shortest: 50, longest: 300 };
const BETWEEN_STOPS_MS = 1500;

setTimeout(() => process.exit(0), LONGEST_MS).unref();

async function cpu() {
  for (;;) {
    const until = performance.now() + 80;
    while (performance.now() < until);
    await sleep(20);
  }
}

/** @param {string[]} urls */
async function requests(urls) {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_AT_ONCE });
  let open = 0;
  let turn = 0;
  for (;;) {
    for (let burst = 0; burst < PER_SECOND / 10 && open < MOST_AT_ONCE; burst += 1) {
      open += 1;
      turn += 1;
      const over = () => (open -= 1);
      get(urls[turn % urls.length] ?? '', { agent }, (response) =>
        response.resume().once('close', over),
      ).once('error', over);
    }
    await sleep(100);
  }
}

/** @param {string} stateFile where the launcher of the target writes down its processes */
async function delays(stateFile) {
  for (;;) {
    /** @type {{ pids: Record<string, number> }} */
    const { pids } = JSON.parse(readFileSync(stateFile, 'utf8'));
    const services = ['idp', 'api', 'web'].flatMap((name) => pids[name] ?? []);
    const pid = services[Math.floor(Math.random() * services.length)];
    if (pid === undefined) return;
    process.kill(pid, 'SIGSTOP');
    try {
      await sleep(STOP_MS.shortest + Math.random() * (STOP_MS.longest - STOP_MS.shortest));
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await sleep(BETWEEN_STOPS_MS * Math.random());
  }
}

const [kind, ...rest] = process.argv.slice(2);
if (kind === 'cpu') await cpu();
else if (kind === 'requests') await requests(rest);
else if (kind === 'delays') await delays(rest[0] ?? '');
else process.exit(2);
