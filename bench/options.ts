/** What the runner may be told. */
import { parseCommand } from '../proof/command.ts';
import { BenchError, MEASUREMENTS, type Measurement } from './model.ts';

export const USAGE = `Usage: npm run bench [-- options]

Measures what the suite costs, each as a ratio within one run, since the times themselves are the machine's:

  probes    probes a second through the engine's API client, against a plain HTTP client
  sensors   wall-clock time of the specs of a browser with the sensors on, against the same with SENSORS=off
  tenants   wall-clock time and checks for 2, 4, 8 and 16 tenants, and what each tenant costs

Leaves reports/bench.json; a measurement that is not made keeps its last figures there. Exit code 0 when all was
measured, whether or not a goal was met.

  --only NAME…      some of the measurements
  --rounds N        rounds of the probes (default 5)
  --pairs N         pairs of runs of the sensors (default 3)
  --tenants N,N…    numbers of tenants, from 2 to 99 (default 2,4,8,16)
  --help            this text
`;

export interface Options {
  only: Measurement[];
  rounds: number;
  pairs: number;
  tenants: number[];
}

const MOST = 99;
const DEFAULT_TENANTS = [2, 4, 8, 16];

function number(name: string, given: string, least: number): number {
  const value = /^\d{1,2}$/.test(given) ? Number(given) : 0;
  if (value < least) throw new BenchError(`${name}: "${given}" is not a number from ${least} to ${MOST}`, 2);
  return value;
}

function measurement(name: string): Measurement {
  const found = MEASUREMENTS.find((each) => each === name);
  if (!found) throw new BenchError(`--only: "${name}" is not one of ${MEASUREMENTS.join(', ')}`, 2);
  return found;
}

const split = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => text.split(',')).filter(Boolean);

const ARGUMENTS = {
  only: { type: 'string', multiple: true },
  rounds: { type: 'string' },
  pairs: { type: 'string' },
  tenants: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the command line.
 *
 * @returns the options, or `help`
 * @throws BenchError (exit code 2) for a mistake
 */
export function readOptions(args: string[]): Options | 'help' {
  const { values, positionals } = parseCommand(args, ARGUMENTS, BenchError);
  if (values.help) return 'help';
  if (positionals.length > 0 && !values.only)
    throw new BenchError(`unexpected argument "${positionals[0]}" (--help lists the options)`, 2);
  const only = new Set(split([...(values.only ?? []), ...positionals]).map(measurement));
  const tenants = values.tenants === undefined ? DEFAULT_TENANTS : split([values.tenants]);
  const sizes = new Set(tenants.map((given) => number('--tenants', String(given), 2)));
  return {
    only: MEASUREMENTS.filter((each) => only.size === 0 || only.has(each)),
    rounds: number('--rounds', values.rounds ?? '5', 1),
    pairs: number('--pairs', values.pairs ?? '3', 1),
    tenants: [...sizes].sort((a, b) => a - b),
  };
}
