/** What the sensors cost a page: the same page specs with them and without. */
import type { Workspace } from '../proof/workspace.ts';
import { BenchError, type SensorsMeasured } from './model.ts';
import { type Side, pairs } from './order.ts';
import { measured } from './report.ts';
import { type Say, onStage } from './stage.ts';
import { median, rounded } from './statistics.ts';
import { type Ran, runPart } from './suite.ts';

/** Every page as every role and as nobody: the pages' own traffic, without sign-ins and without waiting. */
export const SPECS = ['e2e/access/pages.page.spec.ts'] as const;
const PART = ['--project=gates', ...SPECS];
const GOAL = { atMost: 1.05 };

export function measureSensors(workspace: Workspace, count: number, say: Say): Promise<SensorsMeasured> {
  const begun = measured();
  return onStage(workspace, {}, say, async ({ folder, variables }) => {
    const run = async (side: Side): Promise<Ran> => {
      const ran = await runPart(folder, { ...variables, SENSORS: side === 'a' ? 'on' : 'off' }, PART);
      if (ran.tests === 0 || ran.notPassed > 0)
        throw new BenchError(`${SPECS.join(' ')} did not pass: ${ran.example ?? 'no test was found'}`);
      return ran;
    };
    const { tests } = await run('a'); // warm
    const figures: SensorsMeasured['pairs'] = [];
    for (const [first, second] of pairs(count)) {
      const seconds: Record<Side, number> = { a: 0, b: 0 };
      for (const side of [first, second]) seconds[side] = (await run(side)).seconds;
      const pair = {
        on: rounded(seconds.a, 1),
        off: rounded(seconds.b, 1),
        ratio: rounded(seconds.a / seconds.b, 3),
      };
      figures.push(pair);
      say(`${figures.length}/${count}  on ${pair.on} s, off ${pair.off} s: ${pair.ratio}`);
    }
    const ratio = median(figures.map((pair) => pair.ratio));
    return { ...begun(ratio, GOAL), specs: SPECS, tests, pairs: figures };
  });
}
