/** Reads what a run left on disk. Whatever cannot be read becomes a blocker; nothing is ignored. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CellRecord, type Finding, GATES, type RunnerFacts, SEVERITIES, VERDICTS } from '../model.ts';
import { RULES } from '../rules.ts';

export interface Evidence<T> {
  value: T;
  /** Why part of it could not be read, one sentence each. */
  blockers: string[];
}

type Fields = Record<string, unknown>;

/** Every record of every worker: `*.jsonl`, one record a line. A folder that is missing holds no records. */
export function readRecords(dir: string): Evidence<CellRecord[]> {
  const value: CellRecord[] = [];
  const blockers: string[] = [];
  for (const name of existsSync(dir) ? readdirSync(dir).sort() : []) {
    if (!name.endsWith('.jsonl')) continue;
    readFileSync(join(dir, name), 'utf8')
      .split('\n')
      .forEach((line, index) => {
        if (line.trim() === '') return;
        const record = parse(line);
        if (isRecord(record)) value.push(record);
        else blockers.push(`The record at ${name}:${index + 1} cannot be read.`);
      });
  }
  return { value, blockers };
}

/** What Playwright said; without the file nothing is known of the tests, and that blocks the run. */
export function readFacts(file: string): Evidence<RunnerFacts> {
  const facts = existsSync(file) ? parse(readFileSync(file, 'utf8')) : undefined;
  if (isFacts(facts)) return { value: facts, blockers: [] };
  const none = {
    passed: 0,
    failed: 0,
    flaky: 0,
    skipped: 0,
    notRun: 0,
    problems: [],
    errors: [],
    focused: false,
  };
  return {
    value: none,
    blockers: ['Playwright left no readable account of the run; it did not start or did not end.'],
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
const isOneOf = (list: readonly string[], value: unknown): boolean => isText(value) && list.includes(value);

function isRecord(value: unknown): value is CellRecord {
  return (
    isFields(value) &&
    isText(value.cellId) &&
    isOneOf(VERDICTS, value.verdict) &&
    (value.reason === undefined || isText(value.reason)) &&
    (value.noted === undefined || isText(value.noted)) &&
    Array.isArray(value.findings) &&
    value.findings.every(isFinding) &&
    isText(value.test) &&
    isCount(value.retry)
  );
}

function isFinding(value: unknown): value is Finding {
  return (
    isFields(value) &&
    isText(value.rule) &&
    Object.hasOwn(RULES, value.rule) &&
    isOneOf(GATES, value.gate) &&
    isOneOf(SEVERITIES, value.severity) &&
    [value.title, value.cellId, value.actor, value.expected, value.seen, value.fingerprint].every(isText) &&
    value.fingerprint !== '' &&
    (value.request === undefined ||
      (isFields(value.request) && isText(value.request.method) && isText(value.request.path)))
  );
}

function isFacts(value: unknown): value is RunnerFacts {
  return (
    isFields(value) &&
    [value.passed, value.failed, value.flaky, value.skipped, value.notRun].every(isCount) &&
    Array.isArray(value.problems) &&
    value.problems.every(
      (problem) => isFields(problem) && [problem.title, problem.outcome, problem.message].every(isText),
    ) &&
    Array.isArray(value.errors) &&
    value.errors.every(isText) &&
    typeof value.focused === 'boolean'
  );
}
