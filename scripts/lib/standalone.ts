/** The target of `npm run target`, when one runs in this clone. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownerRuns, readState, type TargetState } from '../../target/launcher/state.ts';

export interface Standalone {
  url: string;
  variables: string;
  /** One line on why it cannot be used. */
  problem?: string;
}

const START_PATIENCE = 15_000;

async function silentService(urls: TargetState['urls']): Promise<string | undefined> {
  const addresses = [
    `${urls.app}/config.json`,
    `${urls.api}/health`,
    `${urls.idp}/.well-known/openid-configuration`,
  ];
  const answers = await Promise.all(
    addresses.map((address) =>
      fetch(address, { signal: AbortSignal.timeout(5000) }).then(
        (response) => response.ok,
        () => false,
      ),
    ),
  );
  return addresses.find((_, index) => !answers[index]);
}

/**
 * Looks for a target that a person started. One that is just starting is waited for; one that does not answer is
 * reported rather than replaced, as a second one would take its place on disk.
 *
 * @param directory where the launcher keeps its state
 */
export async function findStandalone(directory: string): Promise<Standalone | undefined> {
  const deadline = Date.now() + START_PATIENCE;
  let state = readState(directory);
  while (state?.mode === 'standalone' && ownerRuns(state) && !state.ready && Date.now() < deadline) {
    await sleep(200);
    state = readState(directory);
  }
  if (state?.mode !== 'standalone' || !ownerRuns(state)) return undefined;
  const silent = state.ready ? await silentService(state.urls) : state.urls.app;
  return {
    url: state.urls.app,
    variables: path.join(directory, 'target.env'),
    ...(silent
      ? {
          problem: `the target of \`npm run target\` (process ${state.ownerPid}) does not answer at ${silent}; end it and start again`,
        }
      : {}),
  };
}
