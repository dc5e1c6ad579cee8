/** How a check tells what it saw: problems become findings, a Blocked becomes a blocked cell. */
import { createHash } from 'node:crypto';
import type { Cell, Finding, SentRequest } from '../model.ts';
import { RULES, type RuleId } from '../rules.ts';

/** Thrown by a check that could not be made; the message is the reason, one sentence. */
export class Blocked extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Blocked';
  }
}

/** One thing that a check saw and that must not be. */
export interface Problem {
  /** When another rule than the cell's own is broken. */
  rule?: RuleId;
  /** When somebody else than the cell names has met it. */
  actor?: string;
  request?: SentRequest;
  expected: string;
  seen: string;
}

/** The operation or page of a cell, which names a fault better than the whole id. */
function subjectOf(cell: Cell): string {
  if ('operation' in cell && typeof cell.operation === 'string') return cell.operation;
  if ('page' in cell && typeof cell.page === 'string') return `page ${cell.page}`;
  return cell.feature;
}

function actorOf(cell: Cell): string {
  if ('actor' in cell && typeof cell.actor === 'string') return cell.actor;
  if ('identity' in cell && typeof cell.identity === 'string') return cell.identity;
  return 'the suite';
}

/** Makes a finding of a problem. The fingerprint is the same for the same fault, whoever meets it. */
export function toFinding(cell: Cell, problem: Problem): Finding {
  const rule = problem.rule ?? cell.rule;
  const { gate, severity, title } = RULES[rule];
  const kind = cell.id.split('/').slice(0, 2).join('/');
  const subject = subjectOf(cell);
  return {
    rule,
    gate,
    severity,
    title: `${title}: ${subject}`,
    cellId: cell.id,
    actor: problem.actor ?? actorOf(cell),
    ...(problem.request ? { request: problem.request } : {}),
    expected: problem.expected,
    seen: problem.seen,
    fingerprint: createHash('sha256').update([rule, kind, subject].join('\n')).digest('hex').slice(0, 16),
  };
}
