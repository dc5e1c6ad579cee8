/** What somebody would try who takes a credential for a number that counts up. Pure. */

/** As many links as a busy service may give between two. */
const STEPS = 8;
const BASES = [
  [10, /^\d+$/],
  [16, /^[\da-f]+$/],
  [36, /^[\da-z]+$/],
] as const;
/** A longer number is beyond what anybody counts to, and beyond what a number can hold. */
const LONGEST = 10;

/** The numbers around a text, in every base in which it is one, written as it is. */
function around(text: string): string[] {
  const lower = text.toLowerCase();
  // Letters of both kinds are no digits of these.
  if (text.length > LONGEST || (text !== lower && text !== text.toUpperCase())) return [];
  const written = (value: number, base: number): string => {
    const digits = value.toString(base).padStart(text.length, '0');
    return lower === text ? digits : digits.toUpperCase();
  };
  return BASES.filter(([, digits]) => digits.test(lower)).flatMap(([base]) =>
    Array.from({ length: STEPS }, (_, step) => step + 1)
      .flatMap((step) => [Number.parseInt(lower, base) + step, Number.parseInt(lower, base) - step])
      .filter((value) => value >= 0)
      .map((value) => written(value, base)),
  );
}

/** Paths like this one, with its last run of letters and digits counted up and down. */
export function countedFrom(path: string): string[] {
  const match = /^(.*?)([\da-z]+)([^\da-z]*)$/i.exec(path);
  const [, before = '', last = '', after = ''] = match ?? [];
  return [...new Set(around(last))].map((counted) => before + counted + after);
}
