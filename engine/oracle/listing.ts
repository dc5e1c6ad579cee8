/** Judges the rows that a list gave, in whatever way it was asked, against those that it should hold. Pure. */

export interface Walked {
  /** The ids of the rows, page by page. */
  pages: readonly (readonly string[])[];
  /** The totals that the pages told; undefined for a page that told none. */
  totals: readonly (number | undefined)[];
}

/**
 * What is wrong with a walk through a list.
 *
 * @param own the ids that the list should hold, each once, in any order
 * @returns undefined when nothing is
 */
export function walkProblem(walked: Walked, own: readonly string[]): string | undefined {
  const ids = walked.pages.flat();
  const expected = new Set(own);
  const strange = ids.findIndex((id) => !expected.has(id));
  if (strange >= 0) {
    const page = walked.pages.findIndex((rows) => rows.includes(ids[strange] ?? '')) + 1;
    return `a row of somebody else on page ${page}, ${ids[strange] ?? ''}`;
  }
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `the row ${twice} twice`;
  if (ids.length < expected.size) return `${ids.length} of the ${expected.size} own rows`;
  const total = walked.totals.find((each) => each !== undefined && each !== expected.size);
  return total === undefined ? undefined : `a total of ${total} for ${expected.size} own rows`;
}
