/** What an entry of the catalogue says. One file a subject; a new entry is found wherever texts are judged. */

/**
 * Where a text was met: in an answer of success, in an error or on a page, or in a script or style that anybody may
 * fetch. A token belongs in some answers and in no error; a script may say what an answer may not, and the reverse.
 */
export type Place = 'answer' | 'error' | 'script';

export interface Disclosure {
  name: string;
  /** Languages, products or frameworks that write so; for the reader who adds another. */
  of: readonly string[];
  pattern: RegExp;
  /** Texts that must match. */
  samples: readonly string[];
  /** Texts that look alike and must not match. */
  lookAlikes: readonly string[];
  /** Answers and errors unless told otherwise. */
  places?: readonly Place[];
  /** What matches may be a live key: a report names it and does not repeat it. */
  secret?: boolean;
}

/** Answers, errors, scripts and styles alike. */
export const EVERYWHERE: readonly Place[] = ['answer', 'error', 'script'];
