/** Whether what anybody gets of an application holds what belongs to a tenant. Pure. */
import { occurs, valuesIn } from './denied.ts';

/** What is known of a tenant. */
export interface KnownOfTenant {
  id: string;
  /** Texts of its own rows that no row of another tenant holds. */
  values: readonly string[];
}

/** Something of a tenant, in a file that anybody gets. */
export interface Told {
  path: string;
  values: string[];
}

/** So many texts of one tenant in public files are no accident; fewer may be words that an application has as well. */
const NO_ACCIDENT = 3;

const isAddress = (value: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value);

/**
 * The files that tell of a tenant: an e-mail address of its people, several texts of its rows, or its id in a list of
 * tenants. An application that is one tenant's alone may name that one, and a name may be there by leave.
 *
 * @param files path → text
 */
export function toldToAnybody(
  files: ReadonlyMap<string, string>,
  tenants: Readonly<Record<string, KnownOfTenant>>,
  tenant: string,
): Told[] {
  const known = tenants[tenant];
  if (!known) return [];
  const texts = [...files.values()];
  const isPublic = (value: string): boolean => texts.some((text) => occurs(text, value));
  const listed = Object.values(tenants).filter(({ id }) => isPublic(id));
  const ofRows = known.values.filter((value) => value !== known.id && isPublic(value));
  const addresses = ofRows.filter(isAddress);
  const told = [
    ...(listed.length > 1 && listed.includes(known) ? [known.id] : []),
    ...(ofRows.length >= NO_ACCIDENT ? ofRows : addresses),
  ];
  return [...files].flatMap(([path, text]) => {
    const values = valuesIn(text, told, '');
    return values.length > 0 ? [{ path, values }] : [];
  });
}
