/** How the set-up speaks: one line per thing that it did. */

/**
 * @param {string} subject
 * @param {string} text
 * @param {number} [seconds]
 */
export function say(subject, text, seconds) {
  const time = seconds === undefined ? '' : ` (${seconds.toFixed(1)} s)`;
  process.stdout.write(`set-up  ${subject.padEnd(12)}  ${text}${time}\n`);
}
