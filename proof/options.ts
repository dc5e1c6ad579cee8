/** What the runner may be told. */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseCommand } from './command.ts';
import { ProofError } from './model.ts';

export const USAGE = `Usage: npm run proof [-- options]

Shows that the suite sees: puts each mutant, a small realistic fault, into a copy of the embedded target and runs the
checks of the rule that must find it, the one that found it last before the others, then the rest of its gate, until one has a
finding. Exit code 0 only when every
mutant was killed. Leaves reports/proof.json, proof.md and proof.html.

  --only ID…        these mutants alone
  --quick           the fixed quarter that is marked "# quick: yes"
  --no-control      do without the checks on the honest target: where the suite has just passed on it
  --all-checks      run the whole suite against each mutant, and name every check that kills it
  --mutants DIR     the mutants of another folder
  --note            keep in killers.json, beside the mutants, which test found each: it is tried first from then on
  --jobs N          how many at once (default: one more than cores, at most 4)
  --honest N        the other direction, instead of mutants: run the whole suite N times against one honest target,
                    under load, and expect no finding
  --help            this text
`;

export interface Options {
  only: string[];
  quick: boolean;
  /** Whether the rules named are first tried on the honest target. */
  control: boolean;
  allChecks: boolean;
  mutants: string;
  /** Whether it is noted which test found each. */
  note: boolean;
  jobs: number;
  /** Runs against the honest target; mutants are tried when it is 0. */
  honest: number;
}

const MOST_JOBS = 4;
const OWN_MUTANTS = path.join(import.meta.dirname, 'mutants');

function count(name: string, given: string | undefined, fallback: number): number {
  if (given === undefined) return fallback;
  if (!/^[1-9]\d?$/.test(given)) throw new ProofError(`${name}: "${given}" is not a number from 1 to 99`, 2);
  return Number(given);
}

const ARGUMENTS = {
  only: { type: 'string', multiple: true },
  quick: { type: 'boolean' },
  'no-control': { type: 'boolean' },
  'all-checks': { type: 'boolean' },
  mutants: { type: 'string' },
  note: { type: 'boolean' },
  jobs: { type: 'string' },
  honest: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the command line.
 *
 * @param from the folder that relative paths start from
 * @returns the options, or `help`
 * @throws ProofError (exit code 2) for a mistake
 */
export function readOptions(args: string[], from: string): Options | 'help' {
  const { values, positionals } = parseCommand(args, ARGUMENTS);
  if (values.help) return 'help';
  if (positionals.length > 0 && !values.only)
    throw new ProofError(`unexpected argument "${positionals[0]}" (--only takes ids of mutants)`, 2);
  const only = [...(values.only ?? []), ...positionals].flatMap((ids) => ids.split(',')).filter(Boolean);
  const honest = values.honest === undefined ? 0 : count('--honest', values.honest, 0);
  const selecting = values.only ?? values.quick ?? values['all-checks'] ?? values.mutants ?? values.note;
  if (honest > 0 && selecting !== undefined)
    throw new ProofError('--honest tries no mutants: give it alone, or with --jobs', 2);
  return {
    only,
    quick: values.quick ?? false,
    control: !values['no-control'],
    allChecks: values['all-checks'] ?? false,
    mutants: values.mutants === undefined ? OWN_MUTANTS : path.resolve(from, values.mutants),
    note: values.note ?? false,
    jobs: count('--jobs', values.jobs, Math.min(availableParallelism() + 1, MOST_JOBS)), // each waits at times
    honest,
  };
}
