/** Entity tags over what the caller sees, so that two roles never share one for different representations. */
import { createHash } from 'node:crypto';
import { Problem } from '../errors.ts';

/** A strong entity tag of a representation. */
export function etagOf(representation: unknown): string {
  const digest = createHash('sha256').update(JSON.stringify(representation)).digest('base64url');
  return `"${digest.slice(0, 22)}"`;
}

function listed(header: string, etag: string): boolean {
  return header.split(',').some((tag) => tag.trim() === etag);
}

/** Whether the caller already has this representation (RFC 9110, 13.1.2; weak comparison). */
export function isUnchanged(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || listed(ifNoneMatch.replaceAll('W/', ''), etag);
}

/** @throws Problem `stale_version` when the caller's version is not this one (RFC 9110, 13.1.1) */
export function requireMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  if (!listed(ifMatch, etag)) throw new Problem('stale_version');
}
