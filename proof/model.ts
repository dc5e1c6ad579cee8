/** The nouns of a proof. */

/** A small realistic fault, as a patch against `target/`. */
export interface Mutant {
  id: string;
  title: string;
  gate: string;
  /** Number in the Common Weakness Enumeration. */
  cwe: number;
  /** The rule that must find it. */
  rule: string;
  /** Part of the fixed quarter that `--quick` runs. */
  quick: boolean;
  /** Absolute path of the patch. */
  file: string;
  /** Its text when the proof began: whoever edits it meanwhile changes nothing. */
  patch: string;
  /** What it changes, relative to the root of the repository. */
  paths: string[];
}

/** A finding, as far as a proof needs it: which rule was broken, and which test saw it. */
export interface Kill {
  rule: string;
  test: string;
}

export type Status = 'killed' | 'survived' | 'invalid';

export interface Verdict {
  status: Status;
  /** Of the rule named first; empty unless killed. */
  killedBy: Kill[];
  /** Why it is invalid; one sentence. */
  reason?: string;
  /** Set when the test that is noted in killers.json was tried by itself and found nothing. */
  notedInVain?: true;
}

/** What came of one mutant; an entry of `proof.json`. */
export interface Result extends Verdict {
  id: string;
  title: string;
  gate: string;
  cwe: number;
  rule: string;
  durationMs: number;
}

/** One run of the whole suite against the honest target under stress. */
export interface HonestRun {
  decision: string;
  findings: Kill[];
  checks: number;
  /** Checks that could not be made. */
  blocked: number;
  /** Why the decision is not GO; sentences. */
  reasons: string[];
  durationMs: number;
}

/** `proof.json`. What was proven of mutants and what of the honest target each keep the time of their own last run. */
export interface Report {
  schema: 'bulkhead.proof/1';
  startedAt: string;
  finishedAt: string;
  /** Which mutants were chosen, in words. */
  selection: string;
  /** Whether the whole suite was run against each, or only until the first finding. */
  allChecks: boolean;
  /** Mutants that were chosen; more than were tried when the run was interrupted. */
  total: number;
  killed: number;
  /** Of the killed, those that the rule named did not find. */
  killedByAnotherRule: number;
  survived: number;
  invalid: number;
  /** Wall-clock time over mutants tried, all jobs together; the control is not in it. */
  secondsPerMutant: number;
  /** Checks that passed on the honest target before the mutants; 0 where that was left out. */
  controlChecks: number;
  mutants: Result[];
  honest?: { startedAt: string; finishedAt: string; runs: HonestRun[] };
}

/** What was seen of a run of the suite, or of a part of it. */
export interface Observed {
  findings: Kill[];
  /** Reasons of blocked checks, in the order in which they came. */
  blocked: string[];
  /** Checks that were settled, whatever came of them. */
  settled: number;
  /** Tests that failed without a check that says why: crashed, timed out, never ran. */
  broken: string[];
  /** Set when the run was ended because it took too long. */
  late?: string;
  notedInVain?: true;
}

/** Something that the user can mend; printed as it is, without a stack. */
export class ProofError extends Error {
  readonly exitCode: number;
  /** @param exitCode 2 for a mistake in arguments or mutants, 1 for anything else */
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A mutant that cannot be tried; the message is the reason. */
export class Invalid extends ProofError {}
