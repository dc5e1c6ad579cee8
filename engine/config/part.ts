/**
 * Which part of the suite was asked for, for what Playwright's own filters do not reach: they stop at what tears a project
 * down, and whatever changes or disturbs a deployment does just that here. Whoever asks for a part would get all of it.
 */

/** Set by the runner for its own processes, never by a user. */
export const PART = 'BULKHEAD_PART';

/** As given to Playwright; empty where nothing was said. */
export interface Part {
  /** `--grep` and `--grep-invert`: each one expression, or nothing. */
  grep: string;
  grepInvert: string;
  /** `--project`: names, in which `*` stands for anything. */
  projects: readonly string[];
  /** Expressions that are searched for in the paths of files. */
  files: readonly string[];
}

const NOTHING = /(?!)/;

/** As Playwright reads it: `/…/flags`, or an expression whatever the case. */
function expression(text: string): RegExp {
  const [, source, flags] = /^\/(.*)\/([gi]*)$/.exec(text) ?? [];
  return source === undefined ? new RegExp(text, 'gi') : new RegExp(source, flags);
}

/** Whether a name of `--project` means a project. */
export function names(pattern: string, project: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(project);
}

/** The part that this process was started for; undefined where everything is asked for. */
export function partOf(environment: Readonly<Record<string, string | undefined>>): Part | undefined {
  const told = environment[PART];
  return told ? (JSON.parse(told) as Part) : undefined;
}

/**
 * The tests of a project, narrowed to the part that was asked for.
 *
 * @param testMatch the files of the project
 */
export function within(
  part: Part | undefined,
  project: string,
  testMatch: RegExp,
): { testMatch: RegExp; grep?: RegExp; grepInvert?: RegExp } {
  if (!part) return { testMatch };
  const { grep, grepInvert, projects, files } = part;
  if (projects.length > 0 && !projects.some((name) => names(name, project)))
    return { testMatch, grep: NOTHING };
  const asked = files.map((file) => `(?=.*(?:${expression(file).source}))`);
  return {
    testMatch:
      files.length > 0 ? new RegExp(`^(?:${asked.join('|')}).*(?:${testMatch.source})`, 'i') : testMatch,
    ...(grep ? { grep: expression(grep) } : {}),
    ...(grepInvert ? { grepInvert: expression(grepInvert) } : {}),
  };
}
