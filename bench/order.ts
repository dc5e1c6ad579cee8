/**
 * The order in which two things are measured. Pure.
 *
 * A machine gets slower and faster while it is measured. In the order ABBA what changes steadily weighs on both sides
 * alike, and a ratio is taken within each round, over as short a time as can be.
 */
export type Side = 'a' | 'b';

/** Rounds of ABBA and BAAB in turn, so that neither side is always the one that begins and ends. */
export function abbaRounds(count: number): Side[][] {
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? ['a', 'b', 'b', 'a'] : ['b', 'a', 'a', 'b'],
  );
}

/** Pairs of AB and BA in turn, for what takes too long to be done twice a round. */
export function pairs(count: number): [Side, Side][] {
  return Array.from({ length: count }, (_, index) => (index % 2 === 0 ? ['a', 'b'] : ['b', 'a']));
}
