/** How many tests a step ran, read from what it left. */

export interface Counts {
  passed: number;
  failed: number;
}

/** The summary lines of node:test, from its `spec` or its `tap` reporter, coloured or not. */
export function countUnit(output: string): Counts {
  // eslint-disable-next-line no-control-regex -- colours are control characters
  const plain = output.replaceAll(/\u001b\[\d+m/g, '');
  const last = (name: string): number =>
    Number([...plain.matchAll(new RegExp(`^(?:ℹ|#) ${name} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0);
  return { passed: last('pass'), failed: last('fail') + last('cancelled') };
}

/** The totals of a JUnit report, from its root element; nothing when it has none. */
export function countJUnit(xml: string): Counts {
  const root = /<testsuites\b[^>]*>/.exec(xml)?.[0] ?? '';
  const attribute = (name: string): number => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(root)?.[1] ?? 0);
  const failed = attribute('failures') + attribute('errors');
  return { passed: Math.max(attribute('tests') - failed - attribute('skipped'), 0), failed };
}

/** The mutants of a proof: killed, or not. */
export function countProof(json: string): Counts {
  const { killed, survived, invalid } = JSON.parse(json) as Record<string, number>;
  return { passed: killed ?? 0, failed: (survived ?? 0) + (invalid ?? 0) };
}
