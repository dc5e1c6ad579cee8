/** What the engine costs a probe: its API client, with the sensors, against a plain HTTP client. */
import { Child, lastLine, LEASH, machineEnvironment } from '../proof/processes.ts';
import { withoutSecrets } from '../proof/secrets.ts';
import type { Workspace } from '../proof/workspace.ts';
import { BenchError, type ProbesMeasured } from './model.ts';
import { measured } from './report.ts';
import type { Replayed } from './replay.ts';
import { type Say, onStage } from './stage.ts';
import { median } from './statistics.ts';

const LIMIT_MS = 900_000;
/** The suite stays below the target's limit; what sends the same as fast as it can must not run into it. */
const NO_LIMIT = { TARGET_RATE_LIMIT: '9999999' };
const GOAL = { atLeast: 0.7 };

export function measureProbes(workspace: Workspace, rounds: number, say: Say): Promise<ProbesMeasured> {
  const begun = measured();
  return onStage(workspace, NO_LIMIT, say, async ({ folder, variables }) => {
    say(`noting what the read probes send, then ${rounds} rounds of it …`);
    const child = new Child(
      process.execPath,
      ['--import', LEASH, '--import', 'tsx', '--expose-gc', 'bench/replay.ts', String(rounds)],
      { cwd: folder, env: { ...machineEnvironment(), ...variables } },
    );
    if (!(await child.endedWithin(LIMIT_MS))) await child.end();
    const line = child.output.split('\n').find((each) => each.startsWith('{"requests"'));
    if (line === undefined)
      throw new BenchError(
        `the probes were not measured: ${withoutSecrets(lastLine(child.output), variables)}`,
      );
    const replayed = JSON.parse(line) as Replayed;
    const ratio = median(replayed.rounds.map((round) => round.ratio));
    return { ...begun(ratio, GOAL), ...replayed, against: 'node:http with a keep-alive agent' };
  });
}
