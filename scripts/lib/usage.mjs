/** What a command without options says of itself. Before the set-up, so that whoever asks need not wait for it. */

const asksForHelp = (/** @type {string | undefined} */ argument) =>
  argument === '--help' || argument === '-h';

/**
 * Prints the usage and ends the process where it is asked for.
 *
 * @param {string} usage
 */
export function answerHelp(usage) {
  if (!process.argv.slice(2).some(asksForHelp)) return;
  process.stdout.write(usage);
  process.exit(0);
}

/**
 * The same for a command that takes no arguments: any other ends it with code 2, rather than being passed over.
 *
 * @param {string} usage
 */
export function takeNoArguments(usage) {
  answerHelp(usage);
  const [given] = process.argv.slice(2);
  if (given === undefined) return;
  process.stderr.write(`unexpected argument "${given}": this command takes none (--help)\n`);
  process.exit(2);
}
