/** Judges whether two kinds of request take different times: a rank test, and a difference that a stranger could use. Pure. */

/** Below this probability the difference is taken for real. */
export const CHANCE = 1e-6;
/** Milliseconds between the medians that a stranger could tell over a network. */
export const TELLING_MS = 20;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** The complementary error function. */
function erfc(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  // A Chebyshev fit whose relative error is below 1.2e-7 everywhere, also far out, where it matters here.
  const exponent =
    -x * x -
    1.26551223 +
    t *
      (1.00002368 +
        t *
          (0.37409196 +
            t *
              (0.09678418 +
                t *
                  (-0.18628806 +
                    t *
                      (0.27886807 +
                        t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  const value = t * Math.exp(exponent);
  return x >= 0 ? value : 2 - value;
}

/**
 * The two-sided probability that both samples come from one distribution: the Mann-Whitney U test in its normal
 * approximation, with correction for ties. Meant for samples of twenty and more.
 */
export function rankTest(a: readonly number[], b: readonly number[]): number {
  const all = [
    ...a.map((value) => ({ value, first: true })),
    ...b.map((value) => ({ value, first: false })),
  ].sort((one, other) => one.value - other.value);
  let rankSum = 0;
  let ties = 0;
  for (let start = 0; start < all.length;) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    const rank = (start + 1 + end) / 2;
    for (let index = start; index < end; index += 1) if (all[index]?.first) rankSum += rank;
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  const n = all.length;
  const u = rankSum - (a.length * (a.length + 1)) / 2;
  const mean = (a.length * b.length) / 2;
  const variance = ((a.length * b.length) / 12) * (n + 1 - ties / (n * (n - 1)));
  return variance === 0 ? 1 : erfc(Math.abs(u - mean) / Math.sqrt(2 * variance));
}

/** Milliseconds by which a difference that must be found is larger than one that counts. */
const MARGIN_MS = 5;

export interface Batch {
  foreign: number[];
  absent: number[];
}

/**
 * What one batch of times tells, in words; undefined when it tells nothing.
 *
 * @param telling milliseconds between the medians from which on a difference counts
 * @param chance below which it is taken for real; that of several batches together is their product
 */
export function toldBy(
  { foreign, absent }: Batch,
  telling: number = TELLING_MS,
  chance: number = CHANCE,
): string | undefined {
  const p = rankTest(foreign, absent);
  const difference = median(foreign) - median(absent);
  return p < chance && Math.abs(difference) > telling
    ? `${Math.abs(difference).toFixed(0)} ms ${difference > 0 ? 'longer' : 'shorter'} over ${foreign.length} pairs (p = ${p.toExponential(1)})`
    : undefined;
}

/**
 * What two batches tell alike: once may be the machine, twice is the server. Undefined where no two agree.
 *
 * @param telling and chance as of one batch
 */
export function toldAlike(batches: readonly Batch[], telling?: number, chance?: number): string | undefined {
  const told = batches.flatMap((batch) => {
    const seen = toldBy(batch, telling, chance);
    return seen === undefined ? [] : [{ seen, isLonger: median(batch.foreign) > median(batch.absent) }];
  });
  return [true, false]
    .map((way) => told.filter(({ isLonger }) => isLonger === way))
    .find(({ length }) => length > 1)
    ?.map(({ seen }) => seen)
    .join('; again ');
}

/**
 * Whether a difference would have been told if it were there: the times as they are, moved onto each other and then apart
 * by that much, in both directions. Where not, the noise hides it, and that nothing was told says nothing.
 *
 * @param telling milliseconds from which on a difference counts
 * @param shift milliseconds of the difference that must be found
 */
export function couldTell(
  { foreign, absent }: Batch,
  telling: number = TELLING_MS,
  shift: number = telling + MARGIN_MS,
  chance: number = CHANCE,
): boolean {
  const apart = median(foreign) - median(absent);
  return [shift, -shift].every(
    (by) =>
      toldBy({ foreign: foreign.map((value) => value - apart + by), absent }, telling, chance) !== undefined,
  );
}

export const together = (one: Batch, other: Batch): Batch => ({
  foreign: [...one.foreign, ...other.foreign],
  absent: [...one.absent, ...other.absent],
});

/** Between which times the middle half of a batch lies, in words. */
export function spreadOf({ foreign, absent }: Batch): string {
  const sorted = [...foreign, ...absent].sort((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(0);
  return `half of them between ${at(0.25)} and ${at(0.75)} ms`;
}
