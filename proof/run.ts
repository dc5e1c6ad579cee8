/** `npm run proof`: does the suite see? See `USAGE` in options.ts. */
import path from 'node:path';
import { runCommand } from './command.ts';
import { control, findChecks } from './control.ts';
import { onHonestTarget } from './honest.ts';
import type { Interruption } from './interruption.ts';
import { newsOf, noteKillers, readKillers } from './killers.ts';
import type { HonestRun, Mutant, Report, Result } from './model.ts';
import { readMutants, select } from './mutants.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { estimate, line } from './progress.ts';
import { countsOf, isClean, outcomeOf, ReportFiles, summaryOf } from './report.ts';
import { type Trial, tryMutant } from './trial.ts';
import { ROOT, type Snapshot, type Workspace } from './workspace.ts';

const REPORTS = path.join(ROOT, 'reports');

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const now = (): string => new Date().toISOString();

function emptyReport(startedAt: string): Report {
  const counts = { killed: 0, killedByAnotherRule: 0, survived: 0, invalid: 0 };
  const run = { startedAt, finishedAt: startedAt, selection: '', allChecks: false, total: 0 };
  return {
    schema: 'bulkhead.proof/1',
    ...run,
    ...counts,
    secondsPerMutant: 0,
    controlChecks: 0,
    mutants: [],
  };
}

function selectionOf({ only, quick, mutants }: Options, chosen: readonly Mutant[]): string {
  const which = only.length > 0 ? `${chosen.length} chosen` : quick ? 'the quick quarter' : 'all mutants';
  return `${which} of ${path.relative(ROOT, mutants) || mutants}`;
}

/** Tries the mutants, as many at once as there are workspaces; tells of each, and keeps the report up to date. */
async function tryAll(
  mutants: readonly Mutant[],
  workspaces: readonly Workspace[],
  trial: Trial,
  interruption: Interruption,
  keep: (results: Result[], seconds: number) => void,
): Promise<Result[]> {
  const waiting = [...mutants];
  const results: Result[] = [];
  const started = performance.now();
  await Promise.all(
    workspaces.map(async (workspace) => {
      for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
        const result = await tryMutant(workspace, mutant, trial);
        // What an interruption broke off says nothing.
        if (interruption.exitCode !== undefined) return;
        results.push(result);
        const elapsed = performance.now() - started;
        keep(results, Math.round(elapsed / 100 / results.length) / 10);
        say(line(result, results.length, mutants.length, estimate(elapsed, results.length, mutants.length)));
      }
    }),
  );
  return results;
}

async function prove(
  options: Options,
  files: ReportFiles,
  snapshot: Snapshot,
  interruption: Interruption,
): Promise<number> {
  const known = readMutants(options.mutants);
  const mutants = select(known, options);
  const killers = readKillers(options.mutants);
  const report = { ...emptyReport(now()), total: mutants.length, allChecks: options.allChecks };
  const honest = files.last()?.honest;
  const { jobs } = options;
  const workspaces = Array.from({ length: Math.min(jobs, mutants.length) }, (_, job) =>
    snapshot.workspace(job + 1),
  );
  const keep = (mutantsTried: Result[], secondsPerMutant: number): void => {
    // In the order of the folder, whoever was ready first.
    const ordered = mutants.flatMap(({ id }) => mutantsTried.filter((result) => result.id === id));
    Object.assign(report, { ...countsOf(ordered), mutants: ordered, secondsPerMutant, finishedAt: now() });
    files.write(honest ? { ...report, honest } : report);
  };
  report.selection = selectionOf(options, mutants);
  keep([], 0); // an old report must not speak for this run
  const checks = await findChecks(workspaces[0] as Workspace, mutants);
  if (options.control) {
    const rules = new Set(mutants.map(({ rule }) => rule)).size;
    say(`control  the checks of ${rules} rules against the honest target …`);
    report.controlChecks = await control(workspaces, mutants);
    say(`control  ${report.controlChecks} checks passed`);
  }
  const results = await tryAll(
    mutants,
    workspaces,
    { allChecks: options.allChecks, checks, killers },
    interruption,
    keep,
  );
  say(`\n${summaryOf(report)}; ${report.secondsPerMutant.toFixed(1)} s each`);
  for (const result of report.mutants.filter(({ status }) => status !== 'killed'))
    say(`  ${outcomeOf(result)}  ${result.id}: ${result.reason ?? result.title}`);
  const news = newsOf(killers, report.mutants);
  if (options.note) noteKillers(options.mutants, killers, news, new Set(known.map(({ id }) => id)));
  else if (news.size > 0)
    say(`  ${news.size} found by a test that killers.json does not name: --note makes the next time shorter`);
  return results.every(({ status }) => status === 'killed') ? 0 : 1;
}

async function honestly(
  options: Options,
  files: ReportFiles,
  snapshot: Snapshot,
  interruption: Interruption,
): Promise<number> {
  const startedAt = now();
  const runs: HonestRun[] = [];
  await onHonestTarget(snapshot.workspace(1), async (honestRun) => {
    while (runs.length < options.honest && interruption.exitCode === undefined) {
      const run = await honestRun();
      if (interruption.exitCode !== undefined) break;
      runs.push(run);
      files.write({
        ...(files.last() ?? emptyReport(startedAt)),
        honest: { startedAt, finishedAt: now(), runs },
      });
      const { decision, findings, blocked, checks, durationMs } = run;
      say(
        `${runs.length}/${options.honest} ${decision}  ${checks} checks, ${findings.length} findings, ${blocked} not verified  ${(durationMs / 1000).toFixed(0)} s`,
      );
      for (const reason of run.reasons) say(`  ${reason}`);
    }
  });
  return runs.every(isClean) ? 0 : 1;
}

/** Proves. Returns the exit code. */
export function main(args: string[]): Promise<number> {
  const read = (): Options | 'help' => readOptions(args, process.env['INIT_CWD'] ?? process.cwd());
  return runCommand(USAGE, read, async (options, snapshot, interruption) => {
    const work = options.honest > 0 ? honestly : prove;
    const code = await work(options, new ReportFiles(REPORTS), snapshot, interruption);
    say(`\n  Matrix      ${path.relative(ROOT, path.join(REPORTS, 'proof.html'))}`);
    return code;
  });
}
