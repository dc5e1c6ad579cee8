/**
 * What Allure keeps of earlier runs. It keeps every label of every test of every run, which is most of the file, grows the
 * page by megabytes a run, is read by nothing, and names the machine that ran the tests.
 */
import { existsSync, readFileSync } from 'node:fs';
import { replaceFile } from '../replace-file.ts';

/** Runs in the trend. */
export const HISTORY_LIMIT = 20;

interface DataPoint {
  testResults?: Record<string, { labels?: unknown[] }>;
}

/** Takes the labels out of the history; a line that is none of Allure's stays as it is. */
export function slimHistory(file: string): void {
  if (!existsSync(file)) return;
  const text = readFileSync(file, 'utf8');
  const slim = text.split('\n').map(slimLine).join('\n');
  if (slim !== text) replaceFile(file, slim);
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
