/**
 * The process that measures the probes, in a workspace of its own beside a target that was signed in to and harvested.
 *
 * First it lets the suite's own read probes run, and notes every request that they send. Then it sends a fair part of
 * those again and again, by the engine's API client with its sensors and by plain `node:http`, in turn. Tells what came
 * of it in one line of JSON.
 */
import { createHash } from 'node:crypto';
import http from 'node:http';
import { type Settings, readSettings } from '../engine/config/settings.ts';
import { World } from '../engine/checks/world.ts';
import { ANONYMOUS, makePlan } from '../engine/plan/index.ts';
import { spread } from '../engine/probe/canaries.ts';
import { ApiClient, type Observer } from '../engine/probe/client.ts';
import type { Harvest } from '../engine/probe/harvest.ts';
import type { Shape } from '../engine/probe/malformations.ts';
import { Blocked } from '../engine/record/problem.ts';
import { type Scope, scopeOf, subjectOf } from '../engine/sensors/scope.ts';
import { Watch } from '../engine/sensors/watch.ts';
import { SessionStore } from '../engine/session/store.ts';
import { type Side, abbaRounds } from './order.ts';
import { median, rounded, sum } from './statistics.ts';

/** Sent in one pass: enough for a second or two. */
const REQUESTS = 2000;
/** One process of the suite asks one thing at a time or a few; with more at once the client has no time to hide in. */
const CONCURRENCY = 8;
const LANES = 4;
/** The embedded data has some hundreds; a deployment has thousands, and so has this. */
const CANARIES = 5000;

interface Probe {
  actor: string;
  shape: Shape;
}

/** What `--rounds` of measuring left. */
export interface Replayed {
  requests: number;
  concurrency: number;
  canaries: number;
  rounds: { engine: number; plain: number; ratio: number }[];
  cpuMs: { engine: number; plain: number };
}

/** What was harvested, with made-up values of a tenant that is nowhere, up to thousands. */
function manyCanaries({ alone, names }: Harvest): Pick<Harvest, 'alone' | 'names'> {
  const known = sum([...Object.values(alone), ...Object.values(names)].map(({ length }) => length));
  const nowhere = Array.from(
    { length: Math.max(CANARIES - known, 0) },
    (_, index) => `${createHash('sha256').update(String(index)).digest('base64url').slice(0, 12)} & Sons`,
  );
  return { alone: { ...alone, nowhere }, names };
}

/** What a pass is made of: how a probe is sent, to the status of its answer. */
type Send = (probe: Probe) => Promise<number>;

interface Pass {
  seconds: number;
  cpuMs: number;
  /** Status → answers; equal for both sides, or they did not do the same. */
  statuses: Record<number, number>;
}

const headersOf = (store: SessionStore, actor: string): Record<string, string> =>
  actor === ANONYMOUS ? {} : (store.credentials(actor)?.headers ?? {});

/** Runs the probes of the plan that only read, and returns the requests that they sent. */
async function recorded(settings: Settings, store: SessionStore, harvest: Harvest): Promise<Probe[]> {
  const probes: Probe[] = [];
  class Recording extends ApiClient {
    readonly #actor: string;
    constructor(actor: string) {
      super(settings.apiUrl, headersOf(store, actor));
      this.#actor = actor;
    }
    override send(method: string, shape: Shape, options: { headOnly?: boolean } = {}) {
      // What changes something, or does not end, cannot be sent again and again.
      if (method === 'GET' && !options.headOnly) probes.push({ actor: this.#actor, shape });
      return super.send(method, shape, options);
    }
  }
  const clients = new Map<string, ApiClient>();
  const clientOf = (actor: string): ApiClient => {
    const client = clients.get(actor) ?? new Recording(actor);
    clients.set(actor, client);
    return client;
  };
  const world = new World({
    policy: settings.policy,
    harvest,
    apiUrl: settings.apiUrl,
    appUrl: settings.appUrl,
    tenancy: settings.tenancy,
    clientOf: (actor) => Promise.resolve(clientOf(actor)),
    emailOf: (identity) => settings.credentials.get(identity)?.email,
    signInAgain: () => Promise.reject(new Blocked('nobody signs in while it is measured')),
    tokensOf: () => Promise.reject(new Blocked('no tokens are asked for while it is measured')),
    remember: () => undefined,
    audit: settings,
    mark: store.mark,
    ledger: store.ledger,
  });
  world.lend(ANONYMOUS, clientOf(ANONYMOUS));
  const waiting = makePlan(settings.policy, settings.browsers).reads.flatMap(({ group, judge }) =>
    group.cells.map((cell) => () => judge(world, cell)),
  );
  await atOnce(LANES, async () => {
    for (let judge = waiting.shift(); judge; judge = waiting.shift())
      await judge().catch((error: unknown) => {
        if (!(error instanceof Blocked)) throw error;
      });
  });
  return probes;
}

async function atOnce(lanes: number, work: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: lanes }, work));
}

/** The engine's client as the suite uses it: for each identity one, with a watch on its answers. */
function engineSide(settings: Settings, store: SessionStore, scope: Scope): Send {
  const clients = new Map<string, ApiClient>();
  const clientOf = (actor: string): ApiClient => {
    const watch = new Watch(scope, subjectOf(settings.policy, actor));
    const observe: Observer = (call) => watch.exchange(new URL(call.request.path, settings.apiUrl), call);
    const client = new ApiClient(settings.apiUrl, headersOf(store, actor), observe);
    clients.set(actor, client);
    return client;
  };
  return async ({ actor, shape }) => {
    const { answer } = await (clients.get(actor) ?? clientOf(actor)).send('GET', shape);
    return answer.status;
  };
}

/** `node:http` with an agent that keeps connections, which reads each answer to a text and does nothing with it. */
function plainSide(settings: Settings, store: SessionStore): Send {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
  const { hostname: host, port } = new URL(settings.apiUrl);
  const credentials = new Map<string, Record<string, string>>();
  return ({ actor, shape }) => {
    const own = credentials.get(actor) ?? headersOf(store, actor);
    credentials.set(actor, own);
    const headers = { accept: '*/*', ...shape.headers, ...own };
    return new Promise((resolve, reject) => {
      http
        .request({ agent, host, port, method: 'GET', path: shape.path, headers }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () => {
            Buffer.concat(chunks).toString('utf8');
            resolve(answer.statusCode ?? 0);
          });
        })
        .on('error', reject)
        .end();
    });
  };
}

async function pass(probes: readonly Probe[], send: Send): Promise<Pass> {
  globalThis.gc?.(); // neither side pays for what the other left
  const statuses: Record<number, number> = {};
  let next = 0;
  const cpu = process.cpuUsage();
  const started = performance.now();
  await atOnce(CONCURRENCY, async () => {
    for (let probe = probes[next++]; probe; probe = probes[next++]) {
      const status = await send(probe);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuMs: (user + system) / 1000 / probes.length, statuses };
}

async function replay(rounds: number): Promise<Replayed> {
  const settings = readSettings();
  const store = new SessionStore(settings);
  const harvest = store.shared<Harvest>('harvest');
  if (!harvest) throw new Error('nothing was harvested');
  const scope = scopeOf(settings, manyCanaries(harvest));
  const probes = spread(await recorded(settings, store, harvest), REQUESTS);
  if (probes.length === 0) throw new Error('the read probes sent no request');
  // A watch of the suite lives as long as a test, so each pass has its own.
  const sides: Record<Side, () => Send> = {
    a: () => engineSide(settings, store, scope),
    b: () => plainSide(settings, store),
  };
  let same: string | undefined;
  const run = async (side: Side): Promise<Pass> => {
    const done = await pass(probes, sides[side]());
    const answers = JSON.stringify(done.statuses);
    if (done.statuses[429]) throw new Error('the rate limit of the target came in between');
    if (answers !== (same ??= answers))
      throw new Error(`the same requests were answered differently: ${same}, then ${answers}`);
    return done;
  };
  for (const side of ['a', 'b'] as const) await run(side); // warm
  const cpu: Record<Side, number[]> = { a: [], b: [] };
  const figures: Replayed['rounds'] = [];
  for (const round of abbaRounds(rounds)) {
    const seconds: Record<Side, number[]> = { a: [], b: [] };
    for (const side of round) {
      const done = await run(side);
      seconds[side].push(done.seconds);
      cpu[side].push(done.cpuMs);
    }
    const rate = (side: Side): number => (seconds[side].length * probes.length) / sum(seconds[side]);
    const [engine, plain] = [rate('a'), rate('b')];
    figures.push({
      engine: Math.round(engine),
      plain: Math.round(plain),
      ratio: rounded(engine / plain, 3),
    });
    process.stderr.write(`${JSON.stringify(figures.at(-1))}\n`);
  }
  return {
    requests: probes.length,
    concurrency: CONCURRENCY,
    canaries: scope.canaries.size,
    rounds: figures,
    cpuMs: { engine: rounded(median(cpu.a), 3), plain: rounded(median(cpu.b), 3) },
  };
}

try {
  process.stdout.write(`${JSON.stringify(await replay(Number(process.argv[2])))}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
