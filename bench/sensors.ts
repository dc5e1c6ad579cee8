/** What the sensors cost the specs of a browser: the same specs with them and without. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Workspace } from '../proof/workspace.ts';
import { BenchError, type OnAgainstOff, type SensorsMeasured } from './model.ts';
import { type Side, pairs } from './order.ts';
import { measured } from './report.ts';
import { type Say, type Stage, onStage } from './stage.ts';
import { median, rounded } from './statistics.ts';
import { type Ran, runPart } from './suite.ts';

const GOAL = { atMost: 1.05 };
/** The sensors' own controls see nothing without them. */
const OF_SENSORS = 'e2e/infrastructure/sensors.page.spec.ts';
/** Every page as every role and as nobody, without sign-ins and without waiting: where the sensors have most to do. */
const DEAREST = ['e2e/access/pages.page.spec.ts'];

/** Every spec of the gates that drives a browser. */
function browserSpecs(folder: string): string[] {
  return readdirSync(path.join(folder, 'e2e'), { recursive: true, encoding: 'utf8' })
    .map((file) => `e2e/${file.split(path.sep).join('/')}`)
    .filter((file) => file.endsWith('.page.spec.ts') && file !== OF_SENSORS)
    .sort();
}

/** Runs the specs with and without the sensors in turn, after once for nothing. */
async function compare(
  { folder, variables }: Stage,
  specs: readonly string[],
  count: number,
  say: Say,
): Promise<OnAgainstOff> {
  const run = async (side: Side): Promise<Ran> => {
    const part = ['--project=pages', '--project=waits', ...specs];
    const ran = await runPart(folder, { ...variables, SENSORS: side === 'a' ? 'on' : 'off' }, part);
    if (ran.tests === 0 || ran.notPassed > 0)
      throw new BenchError(
        `the specs did not pass with the sensors ${side === 'a' ? 'on' : 'off'}: ${ran.example ?? 'no test was found'}`,
      );
    return ran;
  };
  const { tests } = await run('a'); // warm
  const figures: OnAgainstOff['pairs'] = [];
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
  return { specs, tests, ratio: rounded(median(figures.map(({ ratio }) => ratio)), 3), pairs: figures };
}

export function measureSensors(workspace: Workspace, count: number, say: Say): Promise<SensorsMeasured> {
  const begun = measured();
  return onStage(workspace, {}, say, async (stage) => {
    const specs = browserSpecs(stage.folder);
    say(`${specs.length} files of specs …`);
    const all = await compare(stage, specs, count, say);
    say(`of them ${DEAREST.join(' ')} alone …`);
    const dearest = await compare(stage, DEAREST, count, say);
    return { ...begun(all.ratio, GOAL), ...all, dearest };
  });
}
