/** Judges the rows that a list gave, in whatever way it was asked, against those that it may hold. Pure. */

export interface Walked {
  /** The ids of the rows, page by page. */
  pages: readonly (readonly string[])[];
  /** The totals that the pages told; undefined for a page that told none. */
  totals: readonly (number | undefined)[];
}

/**
 * What of somebody else a walk through a list has met: a row, or a number that counts more than the own rows.
 *
 * @param own the ids that the list may hold
 * @returns undefined when nothing is
 */
export function strangeIn(walked: Walked, own: readonly string[]): string | undefined {
  const mine = new Set(own);
  for (const [index, rows] of walked.pages.entries()) {
    const strange = rows.find((id) => !mine.has(id));
    if (strange !== undefined) return `a row of somebody else on page ${index + 1}, ${strange}`;
  }
  const total = walked.totals.find((each) => each !== undefined && each > mine.size);
  return total === undefined ? undefined : `a total of ${total} for ${mine.size} own rows`;
}

/**
 * Why a walk does not show what the list holds: rows that did not come, or came twice, may hide others.
 *
 * @returns undefined when every own row came once
 */
export function incompleteIn(walked: Walked, own: readonly string[]): string | undefined {
  const ids = walked.pages.flat();
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `the row ${twice} came twice`;
  return ids.length < own.length ? `${ids.length} of the ${own.length} own rows came` : undefined;
}
