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
