/** Whether a page names tenants that whoever looks at it does not belong to. Pure. */
import { literal } from '../literal.ts';
import type { TenantPolicy } from '../../policy/types.ts';

/** A page as its markup and as the text that shows. */
export interface Read {
  html: string;
  text: string;
}

/** By itself, and not as part of a longer word. */
const stands = (text: string, value: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}_-])${literal(value)}(?![\\p{L}\\p{N}_-])`, 'u').test(text);

/** The whole of an attribute, or of a text: the name of an organization may be any word. */
const isValue = (html: string, value: string): boolean =>
  new RegExp(`(?:=\\s*["']?|>\\s*)${literal(value)}(?=\\s*["'<>])`, 'i').test(html);

/**
 * What a page tells of tenants that are not among somebody's own: their ids, the names that people see, or the names that
 * organizations have at the identity provider.
 *
 * @param own names of the tenants that the person belongs to, as the policy has them
 */
export function otherTenantsIn(
  { html, text }: Read,
  tenants: Readonly<Record<string, TenantPolicy>>,
  own: readonly string[],
): string[] {
  return Object.entries(tenants)
    .filter(([name]) => !own.includes(name))
    .flatMap(([, { id, organization, display }]) => [
      ...(stands(html, id) ? [id] : []),
      ...(stands(text, display) || stands(html, display) ? [display] : []),
      ...(isValue(html, organization) ? [organization] : []),
    ]);
}
