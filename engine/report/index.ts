/** The end of a run: evidence in, reports searched for secrets, decision out. */
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Cell, RunContext } from '../model.ts';
import { isSearchable, scanAndDelete, selfTest } from '../secrets/scan.ts';
import { generateAllure } from './allure.ts';
import { readFacts, readRecords } from './evidence.ts';
import { READINESS_FILES, writeReadiness } from './readable.ts';
import { judge, type Readiness } from './readiness.ts';
import { learnSecrets, redact, redactDeep } from './redact.ts';
import { summary } from './summary.ts';

export { judge, type Readiness } from './readiness.ts';
export { summary } from './summary.ts';

export interface FinishOptions {
  /** Every cell that the policy demands. */
  plan: readonly Cell[];
  /** Folder of the workers' records, `*.jsonl`. */
  recordsDir: string;
  context: RunContext;
  /** Every password, one-time-code secret and token that the run knew. */
  secrets: readonly string[];
  reportsDir: string;
  /** Takes the summary for the terminal; by default it is written to the standard output. */
  print?: (text: string) => void;
}

export interface Finished {
  readiness: Readiness;
  /** 0 on GO, 1 on NO-GO. */
  exitCode: 0 | 1;
}

/**
 * Ends a run. Reads what the checks and Playwright left, makes the Allure report, searches every report
 * file for secrets and deletes those that hold one, judges, and writes the readiness files. A part that
 * fails makes the run NO-GO with its reason; the readiness files are written all the same.
 */
export async function finishRun(options: FinishOptions): Promise<Finished> {
  const { plan, recordsDir, context, reportsDir } = options;
  learnSecrets(options.secrets);
  const records = readRecords(recordsDir);
  const facts = readFacts(join(reportsDir, '.run/playwright.json'));
  const blockers = [
    ...context.blockers,
    ...records.blockers,
    ...facts.blockers,
    ...(records.value.length > 0 && options.secrets.every((secret) => secret === '')
      ? ['No secret of this run is known, so the reports cannot be searched for them.']
      : []),
    ...(await allureBlockers(reportsDir, context)),
  ];
  const search = searchReports([reportsDir], options);
  const decide = (leaks: readonly string[], more: readonly string[]): Readiness =>
    redactDeep(
      judge(plan, records.value, facts.value, {
        ...context,
        blockers: [...blockers, ...search.blockers, ...more],
        leakedFiles: [...context.leakedFiles, ...leaks],
      }),
    );

  let readiness = decide(search.leaks, []);
  writeReadiness(reportsDir, readiness);
  const late = searchReports(
    READINESS_FILES.map((name) => join(reportsDir, name)),
    options,
  );
  if (late.leaks.length > 0) {
    // What it would say cannot be said; that it is NO-GO can.
    readiness = withoutEvidence(decide([...search.leaks, ...late.leaks], []));
    writeReadiness(reportsDir, readiness);
    if (
      searchReports(
        READINESS_FILES.map((name) => join(reportsDir, name)),
        options,
      ).leaks.length > 0
    ) {
      for (const name of READINESS_FILES) rmSync(join(reportsDir, name), { force: true });
    }
  }
  const print = options.print ?? ((text: string) => process.stdout.write(`${text}\n`));
  print(summary(readiness, { reportsDir }));
  return { readiness, exitCode: readiness.decision === 'GO' ? 0 : 1 };
}

async function allureBlockers(reportsDir: string, context: RunContext): Promise<string[]> {
  try {
    await generateAllure(reportsDir, context);
    return [];
  } catch (error) {
    return [`The Allure report could not be made: ${redact(messageOf(error))}`];
  }
}

function searchReports(
  paths: readonly string[],
  { secrets, reportsDir }: FinishOptions,
): { leaks: string[]; blockers: string[] } {
  const known = secrets.filter((secret) => secret !== '');
  const short = known.filter((secret) => !isSearchable(secret)).length;
  const missed = selfTest();
  const blockers = [
    ...(short > 0
      ? [`${short} of the secrets of this run are too short to be searched for in the reports.`]
      : []),
    ...(missed.length > 0
      ? [`The search for secrets missed what was planted for it: ${missed.join(', ')}.`]
      : []),
  ];
  try {
    const hits = scanAndDelete(paths, known.filter(isSearchable));
    const leaks = new Map(
      hits.map(({ file, kind, where }) => [relative(reportsDir, file), `${kind}, ${where}`]),
    );
    return { leaks: [...leaks].map(([file, what]) => `${file} (${what})`), blockers };
  } catch (error) {
    return {
      leaks: [],
      blockers: [...blockers, `The reports could not be searched for secrets: ${messageOf(error)}`],
    };
  }
}

/** The decision and its figures, without any text that came from the application or the tests. */
function withoutEvidence(readiness: Readiness): Readiness {
  return {
    ...readiness,
    reasons: ['The readiness files held a secret; their details were left out.'],
    findings: [],
    failedWithoutFinding: [],
    blocked: [],
    notVerified: [],
    tables: [],
    outOfScope: [],
    run: { ...readiness.run, appUrl: '', filters: [], blockers: [], leakedFiles: [] },
    runner: { ...readiness.runner, problems: [], errors: [] },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
