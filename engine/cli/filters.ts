/** What Playwright's arguments mean for a run: whether it is narrower than the plan, and by what. */
import { type Part, names } from '../config/part.ts';

/** Arguments with a value that change how the run is shown or paced, not what runs. */
const HARMLESS_WITH_VALUE = new Set([
  '--workers',
  '-j',
  '--timeout',
  '--add-reporter',
  '--output',
  '--retries',
  '--trace',
  '--color',
]);
const HARMLESS = new Set(['--headed', '--quiet', '--fully-parallel']);
/** Others with a value, which is no file to be run. */
const WITH_VALUE = new Set([
  ...HARMLESS_WITH_VALUE,
  '--config',
  '-c',
  '--global-timeout',
  '--grep',
  '-g',
  '--grep-invert',
  '-G',
  '--last-failed-file',
  '--max-failures',
  '--repeat-each',
  '--reporter',
  '--shard',
  '--test-list',
  '--test-list-invert',
  '--tsconfig',
  '--ui-host',
  '--ui-port',
  '--update-source-method',
]);
const WITH_OPTIONAL_VALUE = new Set(['--debug', '--only-changed', '--update-snapshots', '-u']);
const PROJECT = '--project';

/** What changes rows or people, or takes the database away: nothing else may run beside it. */
const DISTURBS: readonly string[] = ['changes', 'disruptive'];

interface Argument {
  /** Empty for one that is no option. */
  name: string;
  values: readonly string[];
  /** As it was given. */
  text: string;
}

/** How many of the arguments after an option are its values. */
function valueCount(option: string, rest: readonly string[]): number {
  if (WITH_VALUE.has(option)) return 1;
  const end = rest.findIndex((each) => each.startsWith('-'));
  const plain = end === -1 ? rest.length : end;
  // Of all options one takes as many as come.
  if (option === PROJECT) return plain;
  return WITH_OPTIONAL_VALUE.has(option) ? Math.min(plain, 1) : 0;
}

/** Arguments with their values, in either spelling. */
function parsed(args: readonly string[]): Argument[] {
  const found: Argument[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] as string;
    if (!argument.startsWith('-')) {
      found.push({ name: '', values: [argument], text: argument });
      continue;
    }
    const equals = argument.indexOf('=');
    if (equals !== -1) {
      const values = [argument.slice(equals + 1)];
      found.push({ name: argument.slice(0, equals), values, text: argument });
      continue;
    }
    const values = args.slice(index + 1, index + 1 + valueCount(argument, args.slice(index + 1)));
    found.push({ name: argument, values, text: [argument, ...values].join(' ') });
    index += values.length;
  }
  return found;
}

const valuesOf = (args: readonly Argument[], ...called: string[]): string[] =>
  args.filter(({ name }) => called.includes(name)).flatMap(({ values }) => values);

/** The part of the suite that arguments ask for, by title, file or project; undefined where they ask for no part so. */
export function partIn(args: readonly string[]): Part | undefined {
  const given = parsed(args);
  const part = {
    grep: valuesOf(given, '--grep', '-g').at(-1) ?? '',
    grepInvert: valuesOf(given, '--grep-invert', '-G').at(-1) ?? '',
    projects: valuesOf(given, PROJECT),
    // A line is for Playwright alone to know.
    files: valuesOf(given, '').map((file) => file.replace(/:\d+(?::\d+)?$/, '')),
  };
  return Object.values(part).some(({ length }) => length > 0) ? part : undefined;
}

/**
 * What is wrong with arguments that a run cannot be made with; undefined where nothing is.
 *
 * @param workers as set in the environment
 */
export function mistakeIn(args: readonly string[], workers?: string): string | undefined {
  const given = parsed(args);
  if (valuesOf(given, '--reporter').length > 0)
    return '--reporter would take the place of the reports that the decision is made from: use --add-reporter to have one besides.';
  if (!given.some(({ name }) => name === '--no-deps')) return undefined;
  if ((valuesOf(given, '--workers', '-j').at(-1) ?? workers) === '1') return undefined;
  const asked = [...new Set(valuesOf(given, PROJECT))];
  const all = asked.length === 0 ? ['*'] : asked;
  const disturbing = DISTURBS.filter((project) => all.some((name) => names(name, project)));
  const atOnce = all.length > 1 || all.some((name) => name.includes('*'));
  return atOnce && disturbing.length > 0
    ? `--no-deps has ${asked.length === 0 ? 'all projects' : `the projects ${asked.join(', ')}`} run at once, and ${disturbing.join(' and ')} would make others fail: add --workers=1, ask for one project, or leave --no-deps out.`
    : undefined;
}

/** The arguments that narrow the run, in words; anything that is not known to be harmless counts. */
export function narrowing(args: readonly string[]): string[] {
  const found = parsed(args)
    .filter(({ name }) => !HARMLESS.has(name) && !HARMLESS_WITH_VALUE.has(name))
    .map(({ text }) => text);
  return found.length > 0 ? [found.join(' ')] : [];
}
