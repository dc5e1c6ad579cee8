/** Judges how somebody's file is served: as something to save, never as a page or a script of the origin. Pure. */
import type { Answer } from '../probe/transport.ts';

type Head = Pick<Answer, 'headers'>;

/** Types that a browser runs, or may run, at the origin that serves them; what is no type at all may be anything. */
const ACTIVE = /^$|html|svg|xml|javascript|ecmascript|multipart|octet-stream|^\*|unknown/i;

/** Types that a browser shows and never runs, and hands to no viewer that might. */
const ONLY_SEEN = /^(?:image\/(?!svg)|audio\/|video\/)/i;

const typeOf = (headers: Answer['headers']): string =>
  (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';

const isAttachment = (headers: Answer['headers']): boolean =>
  /^\s*attachment\s*(;|$)/i.test(headers['content-disposition'] ?? '');

/** A page in a sandbox without scripts, and without the origin, can do nothing to the person who opens it. */
function isSandboxed(headers: Answer['headers']): boolean {
  const sandbox = (headers['content-security-policy'] ?? '')
    .split(/[;,]/)
    .map((directive) => directive.trim().toLowerCase())
    .find((directive) => directive === 'sandbox' || directive.startsWith('sandbox '));
  return (
    sandbox !== undefined && !sandbox.includes('allow-scripts') && !sandbox.includes('allow-same-origin')
  );
}

/**
 * What is wrong with the head of a file, in words.
 *
 * @param usual how another file is served at the same place. Where that one is saved, this one is no exception for its
 *   type: viewers of documents run what is in them, and know of no sandbox of the page's
 */
export function servedProblems({ headers }: Head, usual?: Head): string[] {
  const type = typeOf(headers);
  const runs = ACTIVE.test(type) && !isSandboxed(headers);
  const excepted = usual !== undefined && isAttachment(usual.headers) && !ONLY_SEEN.test(type);
  return [
    ...(!isAttachment(headers) && (runs || excepted)
      ? [
          `${type === '' ? 'no type' : `the type ${type}`}, ${headers['content-disposition'] ?? 'no Content-Disposition'}`,
        ]
      : []),
    ...(/^\s*nosniff\s*$/i.test(headers['x-content-type-options'] ?? '')
      ? []
      : ['no X-Content-Type-Options: nosniff']),
  ];
}

const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^;]*)/g;

/**
 * What is wrong where a file that is called so is given away, in words (RFC 6266, 4.1).
 *
 * @param parameter what the name would add to the head, were it more than a name there
 */
export function nameProblems({ headers }: Head, parameter: string): string[] {
  const disposition = headers['content-disposition'] ?? '';
  const names = [...disposition.matchAll(PARAMETER)].map(([, name]) => name?.toLowerCase());
  return names.includes(parameter) ? [`Content-Disposition: ${disposition}`] : [];
}

/** What is wrong with the head of a list to be saved and opened in a spreadsheet, in words. */
export function listProblems(answer: Head): string[] {
  const type = typeOf(answer.headers);
  return [
    ...servedProblems(answer),
    ...(/^(text\/csv|text\/comma-separated-values|application\/(csv|vnd\.ms-excel))$/i.test(type)
      ? []
      : [`the type ${type || 'none'} for comma-separated values`]),
    ...(isAttachment(answer.headers)
      ? []
      : [answer.headers['content-disposition'] ?? 'no Content-Disposition']),
  ];
}
