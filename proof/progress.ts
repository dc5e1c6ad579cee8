/** What a proof says while it runs. Pure. */
import type { Result } from './model.ts';
import { outcomeOf } from './report.ts';

/** How long the rest will take, in words, if it takes as long as what is done. */
export function estimate(elapsedMs: number, done: number, total: number): string {
  if (done >= total) return '';
  const seconds = ((elapsedMs / done) * (total - done)) / 1000;
  return seconds < 90
    ? `≈ ${Math.max(Math.round(seconds), 1)} s left`
    : `≈ ${Math.round(seconds / 60)} min left`;
}

/** `12/36 killed  competitor-cache-shared  cross-tenant-read  8.1 s   ≈ 3 min left` */
export function line(result: Result, done: number, total: number, left: string): string {
  const { id, rule, reason, durationMs } = result;
  const found = result.killedBy[0]?.rule ?? rule;
  const words = [`${done}/${total} ${outcomeOf(result)}`, id, found, `${(durationMs / 1000).toFixed(1)} s`];
  return `${words.join('  ')}${left ? `   ${left}` : ''}${reason ? `\n      ${reason}` : ''}`;
}
