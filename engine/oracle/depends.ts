/** Which parts of an answer follow a value that somebody else gives by turns. Pure. */

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** What tells a member of a list from the others, wherever it stands. */
function nameOf(item: unknown, index: number): string {
  const id = isObject(item) ? item['id'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? `#${id}` : String(index);
}

/** Every value of a document that holds no others, by where it stands; what is in a list stands at its id, where it has one. */
function leavesOf(value: unknown, at = ''): [place: string, value: unknown][] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => leavesOf(item, `${at}/${nameOf(item, index)}`));
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => leavesOf(item, `${at}/${key}`));
  return [[at, value]];
}

/**
 * The places of an answer that say one thing while a value is given, another while the other one is, and the first again when
 * it is back. What counts, grows, or tells the time comes back to nothing.
 *
 * @param answers while the first value, the second, the first and the second were there, in this order
 */
export function followed(answers: readonly [unknown, unknown, unknown, unknown]): string[] {
  const [one, other, again, last] = answers.map((answer) => new Map(leavesOf(answer)));
  return [...(one ?? [])].flatMap(([place, value]) =>
    other?.has(place) &&
    other.get(place) !== value &&
    again?.get(place) === value &&
    last?.get(place) === other.get(place)
      ? [place]
      : [],
  );
}
