/** Which of Playwright's arguments make a run narrower than the plan. */

/** Arguments with a value that change how the run is shown or paced, not what runs. */
const HARMLESS_WITH_VALUE = new Set([
  '--workers',
  '-j',
  '--timeout',
  '--reporter',
  '--output',
  '--retries',
  '--trace',
  '--color',
]);
const HARMLESS = new Set(['--headed', '--quiet', '--fully-parallel']);

/** What changes rows or people, or takes the database away: nothing else may run beside it. */
const DISTURBS: readonly string[] = ['changes', 'disruptive'];

/** The projects that are asked for by name, in either spelling. */
function projectsIn(args: readonly string[]): string[] {
  return args.flatMap((argument, index) => {
    if (argument.startsWith('--project=')) return [argument.slice('--project='.length)];
    if (argument !== '--project') return [];
    const rest = args.slice(index + 1);
    const end = rest.findIndex((each) => each.startsWith('-'));
    return rest.slice(0, end === -1 ? undefined : end);
  });
}

/** What is wrong with arguments that have one project disturb another; undefined where nothing is. */
export function disturbance(args: readonly string[]): string | undefined {
  const projects = [...new Set(projectsIn(args))];
  const disturbing = projects.filter((name) => DISTURBS.includes(name));
  return args.includes('--no-deps') && disturbing.length > 0 && projects.length > 1
    ? `--no-deps has the projects ${projects.join(', ')} run at once, and ${disturbing.join(' and ')} would make others fail: ask for one project at a time, or leave --no-deps out.`
    : undefined;
}

/** The arguments that narrow the run, in words; anything that is not known to be harmless counts. */
export function narrowing(args: readonly string[]): string[] {
  const found: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] as string;
    const [name = '', value] = argument.split('=', 2);
    if (HARMLESS.has(name)) continue;
    if (HARMLESS_WITH_VALUE.has(name)) {
      if (value === undefined) index += 1;
      continue;
    }
    found.push(argument);
  }
  return found.length > 0 ? [found.join(' ')] : [];
}
