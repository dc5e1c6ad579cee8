/** What the events of a stream say (WHATWG HTML, 9.2.6). Pure. */

/** The data of one event; undefined for what is none, as a comment. */
function dataOf(block: string): string | undefined {
  const lines = block.split('\n').filter((line) => line === 'data' || line.startsWith('data:'));
  return lines.length === 0
    ? undefined
    : lines.map((line) => line.slice('data:'.length).replace(/^ /, '')).join('\n');
}

function documentOf(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

/**
 * The data of every event that is whole, in the order in which they came: parsed where it is JSON, and otherwise as text.
 *
 * @param text of a stream, as far as it came
 */
export const eventsIn = (text: string): unknown[] =>
  text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n\n')
    // What no blank line has ended may go on.
    .slice(0, -1)
    .flatMap((block) => dataOf(block) ?? [])
    .map(documentOf);
