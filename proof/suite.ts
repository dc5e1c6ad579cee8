/** Runs the suite, or a part of it, against the target of a workspace, and watches what its checks record. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Kill, Observed } from './model.ts';
import { Child, lastLine, LEASH, machineEnvironment } from './processes.ts';
import { temporaryFolder } from './workspace.ts';

export const PLAYWRIGHT = createRequire(import.meta.url).resolve('@playwright/test/cli');
const POLL_MS = 100;

const ONE_AT_A_TIME = 1;

/** Which part of the suite; everything, with its set-up, when nothing is said. */
export interface Part {
  /** Tags, without `@`: tests that carry any of them. */
  tags?: readonly string[];
  /** Of these, the tests of this title alone. */
  title?: string;
  /** The files in which these are, relative to the folder of the specs; all files when nothing is said. */
  files?: readonly string[];
  /** Tests that carry any of these are left out. */
  without?: readonly string[];
  /** One worker by default, which also keeps the disruptive tests to the end. */
  workers?: number;
}

/** The part of a record of the engine that matters here. */
interface CheckRecord {
  cellId: string;
  verdict: string;
  reason?: string;
  test: string;
  findings: { rule: string }[];
}

/** The part of the engine's account of the runner that matters here. */
interface Facts {
  problems: { title: string; outcome: string; message: string }[];
  errors: string[];
}

/** As Playwright searches for it: in the title, and the tags after it. */
function expressionOf(tags: readonly string[], title: string | undefined): string {
  const tagged = `@(?:${tags.join('|')})(?=\\s|$)`;
  return title === undefined ? tagged : `(?:^|\\s)${literally(title)}\\s(?:@\\S+\\s)*${tagged}`;
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** As Playwright takes a file for an argument: as an expression that the whole path is searched for. */
const expressionFor = (file: string): string => `/${literally(file)}$`;

function argumentsOf({ tags, title, files = [], without, workers = ONE_AT_A_TIME }: Part): string[] {
  // A part signs in and harvests by itself, on demand.
  const part = tags ? ['--no-deps', `--grep=${expressionOf(tags, title)}`] : [];
  return [
    ...part,
    ...(without?.length ? [`--grep-invert=${expressionOf(without, undefined)}`] : []),
    `--workers=${workers}`,
    '--pass-with-no-tests',
    '--reporter=./engine/report/reporter.ts',
    ...files.map(expressionFor),
  ];
}

/** Reads what was appended to the files of a folder since it was asked last. */
class Records {
  readonly #folder: string;
  readonly #read = new Map<string, number>();
  readonly all: CheckRecord[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads on. Returns the new ones. */
  next(): CheckRecord[] {
    if (!existsSync(this.#folder)) return [];
    const fresh = readdirSync(this.#folder).flatMap((name) => {
      const text = readFileSync(path.join(this.#folder, name), 'utf8');
      const from = this.#read.get(name) ?? 0;
      const end = text.lastIndexOf('\n') + 1; // a line that is being written is left for the next time
      this.#read.set(name, end);
      return text
        .slice(from, end)
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as CheckRecord);
    });
    this.all.push(...fresh);
    return fresh;
  }
}

/**
 * What the part before has found is no longer what is there: its checks have made rows since, and figures that count them
 * would be held against it.
 */
export function forgetHarvest(folder: string): void {
  const sessions = path.join(folder, '.auth');
  if (!existsSync(sessions)) return;
  for (const entry of readdirSync(sessions, { withFileTypes: true }).filter((one) => one.isDirectory()))
    for (const kind of ['json', 'claim'])
      rmSync(path.join(sessions, entry.name, `run.harvest.${kind}`), { force: true });
}

const killsIn = (records: readonly CheckRecord[]): Kill[] =>
  records.flatMap(({ findings, test }) => findings.map(({ rule }) => ({ rule, test })));

/**
 * Reasons why checks could not be made. A sensor records for every test, whatever it was there for: one that is blind
 * to another gate's matter in a part of the suite says nothing about the part.
 */
function blockedIn(records: readonly CheckRecord[], gate: string | undefined): string[] {
  return records.flatMap(({ cellId, verdict, reason }) => {
    const ofAnotherGate = cellId.includes('/watch/') && !cellId.startsWith(`${gate}/`);
    return verdict === 'blocked' && !ofAnotherGate ? [reason ?? 'no reason'] : [];
  });
}

/** Tests of which the runner says that they did not pass, and no record says why. */
function brokenIn(folder: string, records: readonly CheckRecord[], output: string): string[] {
  const file = path.join(folder, 'reports', '.run', 'playwright.json');
  if (!existsSync(file)) return [`the runner broke off: ${lastLine(output)}`];
  const { problems, errors } = JSON.parse(readFileSync(file, 'utf8')) as Facts;
  const told = records.filter(({ verdict }) => verdict !== 'passed').map(({ test }) => test);
  const untold = problems.filter(({ title }) => !told.some((test) => title.endsWith(` › ${test}`)));
  return [...untold.map(({ title, outcome, message }) => `${title}: ${outcome}: ${message}`), ...errors];
}

/**
 * Runs a part of the suite.
 *
 * @param options.gate the gate that the part is to speak for, where it is one
 * @param options.enough asked after every look at the records; the run is ended when it says so
 * @param options.limit milliseconds that it may take
 */
export async function runSuite(
  folder: string,
  variables: Record<string, string>,
  part: Part,
  options: { gate?: string; enough: (findings: readonly Kill[]) => boolean; limit: number },
): Promise<Observed> {
  const account = path.join(folder, 'reports', '.run');
  rmSync(account, { recursive: true, force: true });
  mkdirSync(path.join(account, 'records'), { recursive: true });
  forgetHarvest(folder);
  const records = new Records(path.join(account, 'records'));
  const child = new Child(process.execPath, ['--import', LEASH, PLAYWRIGHT, 'test', ...argumentsOf(part)], {
    cwd: folder,
    env: {
      ...machineEnvironment(),
      ...variables,
      TMPDIR: temporaryFolder(folder),
      WORKERS: String(part.workers ?? ONE_AT_A_TIME),
    },
  });
  const end = Date.now() + options.limit;
  let stopped = false;
  while (!(await child.endedWithin(POLL_MS))) {
    records.next();
    stopped = options.enough(killsIn(records.all)) || Date.now() > end;
    if (stopped) break;
  }
  // By force: what it would tidy up goes with the target and the workspace, and tidying takes seconds of every trial.
  if (stopped) await child.kill();
  records.next();
  const findings = killsIn(records.all);
  const late = stopped && !options.enough(findings);
  return {
    findings,
    blocked: blockedIn(records.all, options.gate),
    settled: records.all.length,
    broken: stopped ? [] : brokenIn(folder, records.all, child.output),
    ...(late ? { late: `the checks took longer than ${options.limit / 1000} s` } : {}),
  };
}
