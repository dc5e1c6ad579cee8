/**
 * A Playwright reporter that writes what the runner itself said of the run, so that the decision does not
 * rest on what the checks said of themselves. Options: `outputFile`, `secretsFile` (relative to the
 * configuration's folder).
 */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestError } from '@playwright/test/reporter';
import type { RunnerFacts } from '../model.ts';
import { learnSecrets, readSecrets, redact } from './redact.ts';
import { replaceFile } from '../replace-file.ts';

interface Options {
  configDir?: string;
  outputFile?: string;
  secretsFile?: string;
}

type Problem = RunnerFacts['problems'][number];
type Judged = { outcome: 'passed' } | { outcome: Problem['outcome']; message: string };

const LONGEST_LINE = 300;

export default class FactsReporter implements Reporter {
  private readonly file: string;
  private readonly secretsFile: string;
  private readonly errors: string[] = [];
  private root: Suite | undefined;

  constructor(options: Options = {}) {
    const base = options.configDir ?? process.cwd();
    this.file = resolve(base, options.outputFile ?? 'reports/.run/playwright.json');
    this.secretsFile = resolve(base, options.secretsFile ?? '.auth/secrets.jsonl');
    // The facts of an earlier run must not stand in for those of one that dies.
    rmSync(this.file, { force: true });
  }

  onBegin(_config: FullConfig, suite: Suite): void {
    this.root = suite;
  }

  onError(error: TestError): void {
    this.errors.push(firstLine(error));
  }

  onEnd(result: FullResult): void {
    learnSecrets(readSecrets(this.secretsFile).secrets);
    if (result.status === 'interrupted') this.errors.push('The run was interrupted.');
    if (result.status === 'timedout') this.errors.push('The run exceeded its time limit.');
    const facts = this.facts();
    mkdirSync(dirname(this.file), { recursive: true });
    replaceFile(this.file, `${JSON.stringify(facts, null, 2)}\n`);
  }

  printsToStdio(): boolean {
    return false;
  }

  private facts(): RunnerFacts {
    const tests = this.root?.allTests() ?? [];
    const judged = tests.map((test) => ({ test, ...judge(test) }));
    const count = (outcome: Judged['outcome']) => judged.filter((each) => each.outcome === outcome).length;
    return {
      passed: count('passed'),
      failed: count('failed'),
      flaky: count('flaky'),
      skipped: count('skipped'),
      notRun: count('notRun'),
      problems: judged.flatMap((each) =>
        each.outcome === 'passed'
          ? []
          : [{ title: redact(titleOf(each.test)), outcome: each.outcome, message: redact(each.message) }],
      ),
      errors: [...new Set(this.errors.map(redact))],
      focused:
        (this.root ? isFocused(this.root) : false) || this.errors.some((error) => error.includes(".only'")),
    };
  }
}

function judge(test: TestCase): Judged {
  const statuses = test.results.map(({ status }) => status);
  const message = test.results.flatMap(({ errors }) => errors).map(firstLine)[0] ?? '';
  switch (test.outcome()) {
    case 'unexpected':
      return { outcome: 'failed', message: message || `ended as ${statuses.at(-1) ?? 'unknown'}` };
    case 'flaky':
      return { outcome: 'flaky', message };
    case 'expected':
      // `test.fail()` makes a failure expected; a known fault is a fault all the same.
      return test.expectedStatus === 'passed'
        ? { outcome: 'passed' }
        : { outcome: 'failed', message: message || 'The test is marked as expected to fail.' };
    case 'skipped':
      if (message !== '') return { outcome: 'failed', message };
      // Playwright calls a test skipped that was kept from running by a failure or an interruption, too.
      return statuses.length === 0 || statuses.includes('interrupted') || test.expectedStatus !== 'skipped'
        ? { outcome: 'notRun', message: 'The test never ran to its end.' }
        : { outcome: 'skipped', message: skipReason(test) };
  }
}

function skipReason(test: TestCase): string {
  const given = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
  return given ?? 'No reason was given.';
}

/** Playwright marks focused suites and tests only in fields of its own; its absence would say nothing. */
function isFocused(suite: Suite): boolean {
  const marked = (item: object): boolean => '_only' in item && item._only === true;
  return marked(suite) || suite.suites.some(isFocused) || suite.tests.some((test) => marked(test));
}

function titleOf(test: TestCase): string {
  const [, project, , ...names] = test.titlePath();
  return `${project ? `[${project}] ` : ''}${names.join(' › ')}`;
}

function firstLine(error: TestError): string {
  const text = stripVTControlCharacters(error.message ?? error.value ?? 'Unknown error').trim();
  const line = text.split('\n').find((each) => each.trim() !== '') ?? '';
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}
