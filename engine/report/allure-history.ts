/**
 * What Allure keeps of earlier runs. It keeps every label of every test of every run, which is most of the file, grows the
 * page by megabytes a run, is read by nothing, and names the machine that ran the tests.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Runs in the trend. */
export const HISTORY_LIMIT = 20;

interface DataPoint {
  testResults?: Record<string, { labels?: unknown[] }>;
}

/** Takes the labels out of the history; a line that is none of Allure's stays as it is. */
export function slimHistory(file: string): void {
  if (!existsSync(file)) return;
  const lines = readFileSync(file, 'utf8').split('\n').map(slimLine);
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, lines.join('\n'));
  renameSync(temporary, file);
}

function slimLine(line: string): string {
  if (!line.includes('"labels":[{')) return line;
  try {
    const point = JSON.parse(line) as DataPoint;
    for (const result of Object.values(point.testResults ?? {})) result.labels = [];
    return JSON.stringify(point);
  } catch {
    return line;
  }
}
