/** Writes the decision for machines (`readiness.json`), for GitHub (`readiness.md`) and for people (`readiness.html`). */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { toHtml } from './html.ts';
import { toMarkdown } from './markdown.ts';
import type { Readiness } from './readiness.ts';
import { replaceFile } from '../replace-file.ts';

export const READINESS_FILES = ['readiness.json', 'readiness.md', 'readiness.html'] as const;

/** Replaces the three files in the folder, each in one step. */
export function writeReadiness(dir: string, readiness: Readiness): void {
  mkdirSync(dir, { recursive: true });
  const bodies: Record<(typeof READINESS_FILES)[number], string> = {
    'readiness.json': `${JSON.stringify(readiness, null, 2)}\n`,
    'readiness.md': toMarkdown(readiness),
    'readiness.html': toHtml(readiness),
  };
  for (const name of READINESS_FILES) replaceFile(join(dir, name), bodies[name]);
}
