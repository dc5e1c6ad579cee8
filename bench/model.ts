/** The nouns of measuring, and the shape of `reports/bench.json`. */
import { ProofError } from '../proof/model.ts';

export const MEASUREMENTS = ['probes', 'sensors', 'tenants'] as const;
export type Measurement = (typeof MEASUREMENTS)[number];

/** Something that the user can mend; printed as it is, without a stack. */
export class BenchError extends ProofError {}

/** What the figures stand on besides the code. */
export interface Machine {
  cores: number;
  processor: string;
  memoryGiB: number;
  platform: string;
  node: string;
  /** Load of the last minute when the measurement began; above the number of cores, others are at work. */
  load: number;
}

/** Common to all three: when and where it was measured, and how it compares. */
export interface Measured {
  measuredAt: string;
  machine: Machine;
  /** What the goal speaks of. */
  ratio: number;
  goal: { atLeast: number } | { atMost: number };
  met: boolean;
}

export interface ProbesMeasured extends Measured {
  /** Requests of one pass, the same for both clients. */
  requests: number;
  concurrency: number;
  /** Values that the engine looks for in every answer. */
  canaries: number;
  /** The client that the engine is held against. */
  against: string;
  /** Probes a second, and the ratio, of each round. */
  rounds: { engine: number; plain: number; ratio: number }[];
  /** Time of this process's processor for one probe, in milliseconds; medians. */
  cpuMs: { engine: number; plain: number };
}

/** Some specs with the sensors on, against the same without them. */
export interface OnAgainstOff {
  specs: readonly string[];
  tests: number;
  /** Of the pairs, the median. */
  ratio: number;
  /** Wall-clock seconds of the two runs of each pair. */
  pairs: { on: number; off: number; ratio: number }[];
}

export interface SensorsMeasured extends Measured, OnAgainstOff {
  /** Those of the specs in which the sensors have most to do. */
  dearest: OnAgainstOff;
}

export interface Size {
  tenants: number;
  /** The plan of the whole suite: the default pairs, and every pair. */
  cells: number;
  cellsPerTenant: number;
  allPairs: { cells: number; cellsPerTenant: number };
  /** Checks of the part that was run, and how many of them did not pass. */
  checks: number;
  notPassed: number;
  /** Why the first that did not pass did not. */
  example?: string;
  /** Wall-clock seconds. */
  seconds: { signIn: number; harvest: number; reads: number; changes: number; total: number };
  secondsPerTenant: number;
  /** What each tenant costs that was added since the size before. */
  secondsPerFurtherTenant?: number;
}

export interface TenantsMeasured extends Measured {
  /** What the seconds are of. */
  part: string;
  sizes: Size[];
}

/** Each measurement keeps the figures of its own last run. */
export interface Report {
  schema: 'bulkhead.bench/1';
  probes?: ProbesMeasured;
  sensors?: SensorsMeasured;
  tenants?: TenantsMeasured;
}
