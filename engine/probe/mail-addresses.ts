/** Addresses that products hold to be somebody's, and that are another person's at an identity provider. Pure. */

/** A domain below which nobody gets mail (RFC 2606). */
const NOBODYS = 'example';

/** An address, and what it has in common with the one that it was made of. */
export interface Alike {
  says: string;
  address: string;
}

/**
 * Addresses that are not this one, whatever mail servers make of them.
 *
 * @param word letters and digits that stand in no other address
 */
export function alikeTo(address: string, word: string): Alike[] {
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  const dotless = local.replaceAll('.', '');
  const dotted = `${dotless.slice(0, 1)}.${dotless.slice(1)}`;
  return [
    { says: 'with a tag', address: `${local}+${word}@${domain}` },
    { says: 'with a tag after a hyphen', address: `${local}-${word}@${domain}` },
    {
      says: 'with other dots',
      address: `${dotless === local ? dotted : dotless}@${domain}`,
    },
    // In an SQL pattern these stand for any letter, and for any number of them.
    { says: 'with a wildcard for a letter', address: `${local.slice(0, -1)}_@${domain}` },
    { says: 'with a wildcard for the rest', address: `${local.slice(0, 3)}%@${domain}` },
    { says: 'of the same domain', address: `${word}@${domain}` },
    { says: 'that it begins with', address: `${word}${local}@${domain}` },
    { says: 'of a host of the same domain', address: `${local}@${word}.${domain}` },
    { says: 'of the same name', address: `${local}@${word}.${NOBODYS}` },
  ].filter((alike) => alike.address.toLowerCase() !== address.toLowerCase());
}
