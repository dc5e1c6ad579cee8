/** What a test's watching amounts to: a record for the cell of every sensor. Pure. */
import type { Cell, CellRecord } from '../model.ts';
import type { Attempt } from '../record/recorder.ts';
import { toFinding } from '../record/problem.ts';
import { redact, redactDeep } from '../report/redact.ts';
import type { WatchCell } from '../plan/watch.ts';
import type { Channel, Sensor, Sighting, Unread } from './model.ts';

/** A finding that a test provokes, and that must come unless it is said that it may only. */
export interface Expected {
  sensor: Sensor;
  channel: Channel;
  /** Part of the subject: an operation, an address. */
  subject: string;
  /** True for a body that the test itself puts in the place of an answer, which need not be read. */
  replaced?: boolean;
  /** True where the policy allows what is seen, and does not demand it. */
  optional?: boolean;
}

export interface Watched {
  sightings: readonly Sighting[];
  unread: readonly Unread[];
  /** How much was read. */
  read: number;
  /** Why the canary sensor could see nothing, where it could not. */
  blind?: string;
}

const isAt = (expected: Expected, { channel, subject }: Pick<Sighting, 'channel' | 'subject'>): boolean =>
  expected.channel === channel && subject.includes(expected.subject);

/** The record of one sensor for one test; none where there was nothing to watch. */
export function recordOf(
  cell: WatchCell,
  watched: Watched,
  expected: readonly Expected[],
  attempt: Attempt,
): CellRecord | undefined {
  const own = expected.filter(({ sensor, replaced }) => sensor === cell.sensor && !replaced);
  const seen = watched.sightings.filter(({ sensor }) => sensor === cell.sensor);
  const findings = seen
    .filter((sighting) => !own.some((each) => isAt(each, sighting)))
    .map((sighting) => redactDeep(findingOf(cell, sighting)));
  const missing = own.filter((each) => !each.optional && !seen.some((sighting) => isAt(each, sighting)));
  const head = { cellId: cell.id, ...attempt };
  if (findings.length > 0) return { ...head, verdict: 'failed', findings };
  const reasons = [
    ...missing.map(
      ({ channel, subject }) =>
        `the ${cell.sensor} sensor did not see what was provoked in ${subject} (${channel})`,
    ),
    ...(cell.sensor === 'canary' ? canaryReasons(watched, expected) : []),
  ];
  if (reasons.length > 0)
    return { ...head, verdict: 'blocked', reason: redact(reasons.join('; ')), findings: [] };
  return watched.read > 0 ? { ...head, verdict: 'passed', findings: [] } : undefined;
}

function findingOf(cell: Cell, { actor, subject, rule, request, expected, seen }: Sighting) {
  return toFinding({ ...cell, actor, operation: subject } as Cell, {
    rule,
    ...(request ? { request } : {}),
    expected,
    seen,
  });
}

const NAMED = 3;

function canaryReasons({ unread: all, read, blind }: Watched, expected: readonly Expected[]): string[] {
  if (blind !== undefined && read > 0) return [blind];
  const unread = all.filter((each) => !expected.some((own) => own.replaced && isAt(own, each)));
  if (unread.length === 0) return [];
  const named = [
    ...new Set(unread.map(({ subject, channel, reason }) => `${subject} (${channel}): ${reason}`)),
  ];
  const rest = named.length > NAMED ? ` and ${named.length - NAMED} more` : '';
  return [`what could not be read cannot be judged: ${named.slice(0, NAMED).join(', ')}${rest}`];
}
