/** Judges whether a text was taken for more than a text. Pure. */

/**
 * The texts that came back otherwise than they were sent, in words. What does not come back says nothing.
 *
 * @param sent field → text
 * @param json the answer
 */
export function changedTexts(sent: Readonly<Record<string, string>>, json: unknown): string[] {
  if (json === null || typeof json !== 'object') return [];
  const members = json as Record<string, unknown>;
  return Object.entries(sent).flatMap(([name, text]) => {
    const back = members[name];
    return typeof back === 'string' && back !== text
      ? [`${name} became ${JSON.stringify(back.slice(0, 160))}`]
      : [];
  });
}

/** All texts of an answer, in whatever they stand. */
function textsIn(json: unknown): string[] {
  if (typeof json === 'string') return [json];
  return json !== null && typeof json === 'object' ? Object.values(json).flatMap(textsIn) : [];
}

/** Whether a text of an answer is this one, wherever it stands. */
export const holdsText = (json: unknown, text: string): boolean => textsIn(json).includes(text);

/** What a summary that is cut off leaves of a text: a beginning of it, and dots. */
const isBeginning = (rest: string, of: string): boolean => of.startsWith(rest.replace(/\s*(?:…|\.{3})$/, ''));

/**
 * Texts of an answer, wherever they stand, that have the word of what was sent and not what came behind it.
 *
 * @param word that nothing else has
 * @param text beginning with the word
 */
export function changedBehind(word: string, text: string, json: unknown): string[] {
  const behind = text.slice(word.length);
  return textsIn(json).flatMap((found) => {
    const at = found.indexOf(word);
    const rest = found.slice(at + word.length);
    const isKept = at < 0 || rest.startsWith(behind) || isBeginning(rest, behind);
    return isKept ? [] : [`a text of it became ${JSON.stringify(found.slice(0, 160))}`];
  });
}

/** The rows of an answer, known by the field that is searched in. */
function rowsOf(json: unknown, field: string): Record<string, unknown>[] {
  if (Array.isArray(json)) return json.flatMap((item) => rowsOf(item, field));
  if (json === null || typeof json !== 'object') return [];
  const members = json as Record<string, unknown>;
  return field in members ? [members] : Object.values(members).flatMap((member) => rowsOf(member, field));
}

/** Rows that a search found although no text in them holds what was searched for, as JSON. */
export function strayRows(json: unknown, field: string, searched: string): string[] {
  const word = searched.toLowerCase();
  const holds = (value: unknown): boolean =>
    typeof value === 'string'
      ? value.toLowerCase().includes(word)
      : value !== null && typeof value === 'object' && Object.values(value).some(holds);
  return rowsOf(json, field).flatMap((row) => (holds(row) ? [] : [JSON.stringify(row)]));
}
