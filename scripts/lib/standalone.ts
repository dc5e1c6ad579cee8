/** The target of `npm run target`, when one runs in this clone; known by what the launcher writes down. */
import { existsSync, readFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Standalone {
  url: string;
  variables: string;
  /** One line on why it cannot be used. */
  problem?: string;
}

/** The part of `state.json` that matters here. */
interface State {
  mode: string;
  ready: boolean;
  ownerPid: number;
  urls: { app: string; api: string; idp: string };
}

const START_PATIENCE = 15_000;

function readState(directory: string): State | undefined {
  try {
    const state = JSON.parse(readFileSync(path.join(directory, 'state.json'), 'utf8')) as State;
    process.kill(state.ownerPid, 0); // throws when there is no such process
    return state.mode === 'standalone' ? state : undefined;
  } catch {
    return undefined;
  }
}

/** @param ca certificate of the authority behind a target over TLS */
function answers(address: string, ca: string | undefined): Promise<boolean> {
  const { protocol, hostname, host, port, pathname } = new URL(address);
  if (protocol === 'http:')
    return fetch(address, { signal: AbortSignal.timeout(5000) }).then(
      (response) => response.ok,
      () => false,
    );
  return new Promise((resolve) => {
    // It is on this machine, which the names of its hosts mean to browsers and perhaps to nobody else.
    const to = { host: '127.0.0.1', port, servername: hostname, path: pathname, headers: { host } };
    const request = https.get({ ...to, ...(ca ? { ca } : {}), agent: false, timeout: 5000 }, (response) => {
      response.resume();
      resolve((response.statusCode ?? 0) < 300);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

function authorityIn(directory: string): string | undefined {
  const file = path.join(directory, 'authority.pem');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/**
 * Looks for a target that a person started. One that is just starting is waited for; one of which a part does not
 * answer is reported rather than replaced. When nothing answers there may be none: the launcher, which knows whether
 * the process of that id is still the same, has the last word then.
 *
 * @param directory where the launcher keeps its state
 */
export async function findStandalone(directory: string): Promise<Standalone | undefined> {
  const deadline = Date.now() + START_PATIENCE;
  let state = readState(directory);
  while (state && !state.ready && Date.now() < deadline) {
    await sleep(200);
    state = readState(directory);
  }
  if (!state) return undefined;
  const { app, api, idp } = state.urls;
  const addresses = [`${app}/config.json`, `${api}/health`, `${idp}/.well-known/openid-configuration`];
  const ca = authorityIn(directory);
  const answered = await Promise.all(addresses.map((address) => answers(address, ca)));
  if (!answered.includes(true)) return undefined;
  const found = { url: app, variables: path.join(directory, 'target.env') };
  const silent = addresses.find((_, index) => !answered[index]);
  if (silent === undefined) return found;
  const problem = `the target of \`npm run target\` (process ${state.ownerPid}) does not answer at ${silent}; end it and start again`;
  return { ...found, problem };
}
