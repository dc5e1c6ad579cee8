/** Judges whether two denials can be told apart. Pure. */
import type { Answer } from '../probe/transport.ts';

/** Headers whose values differ from answer to answer anyway; their presence is compared, their value is not. */
const VOLATILE = new Set([
  'date',
  'age',
  'etag',
  'content-length',
  'retry-after',
  'x-request-id',
  'x-correlation-id',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'ratelimit',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'ratelimit-policy',
  'cf-ray',
  'keep-alive',
]);

/** Members of an error body that are made anew for each answer. */
const CORRELATION =
  /"(correlationId|correlation_id|requestId|request_id|traceId|trace_id|timestamp|instance)"\s*:\s*("[^"]*"|\d+)/g;

function normalise(text: string, echoed: readonly string[]): string {
  return echoed
    .flatMap((id) => [id, encodeURIComponent(id)])
    .reduce((result, id) => result.replaceAll(id, '<id>'), text)
    .replace(CORRELATION, '"$1":"<new>"');
}

/** How much of a text is told, and how much of what comes before the difference, where that is far from the beginning. */
const TOLD = 200;
const BEFORE = 60;

/** Of two texts the beginnings; of long ones that begin alike, as pages do, from right before where they differ. */
function aroundDifference(one: string, other: string): [string, string] {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const from = at < TOLD - BEFORE ? 0 : at - BEFORE;
  const told = (text: string): string => `${from > 0 ? '…' : ''}${text.slice(from, from + TOLD)}`;
  return [told(one), told(other)];
}

/**
 * In what the two answers differ, in words; an empty list when they cannot be told apart.
 *
 * @param foreignIds ids that the first request named, which its answer may echo
 * @param absentIds ids that the second request named
 */
export function differences(
  foreign: Answer,
  absent: Answer,
  foreignIds: readonly string[],
  absentIds: readonly string[],
): string[] {
  const found: string[] = [];
  if (foreign.status !== absent.status) found.push(`status ${foreign.status} against ${absent.status}`);
  const names = new Set([...Object.keys(foreign.headers), ...Object.keys(absent.headers)]);
  for (const name of [...names].sort()) {
    const [a, b] = [foreign.headers[name], absent.headers[name]];
    if ((a === undefined) !== (b === undefined)) found.push(`header ${name} only in one`);
    else if (!VOLATILE.has(name) && normalise(a ?? '', foreignIds) !== normalise(b ?? '', absentIds))
      found.push(`header ${name}: ${a} against ${b}`);
  }
  const [a, b] = [normalise(foreign.text, foreignIds), normalise(absent.text, absentIds)];
  if (a !== b) {
    const [one, other] = aroundDifference(a, b);
    found.push(`body ${one} against ${other}`);
  }
  return found;
}
