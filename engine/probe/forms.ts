/** Reads the forms and links of a hosted page, as a browser without scripts would. Pure. */

export interface Field {
  name: string;
  type: string;
  value: string;
  readonly: boolean;
}

export interface Form {
  /** Where it is sent; the address of the page itself where the form does not say. */
  action: string;
  fields: Field[];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function decoded(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) =>
      name === undefined
        ? String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
        : (ENTITIES[name.toLowerCase()] ?? whole),
  );
}

/** Attributes of a start tag; one without a value is an empty text. */
function attributesOf(tag: string): Record<string, string> {
  const found = tag.matchAll(/\s([a-z][\w-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi);
  return Object.fromEntries(
    [...found].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      decoded(double ?? single ?? bare ?? ''),
    ]),
  );
}

/** The forms of a page; fields without a name are not sent, and left out. */
export function formsOf(page: string): Form[] {
  return [...page.matchAll(/<form\b[^>]*>([\s\S]*?)<\/form>/gi)].map(([whole, content = '']) => {
    const [start = ''] = /<form\b[^>]*>/i.exec(whole) ?? [];
    return {
      action: attributesOf(start)['action'] ?? '',
      fields: [...content.matchAll(/<input\b[^>]*>/gi)].flatMap(([tag]) => {
        const { name = '', type = 'text', value = '', ...rest } = attributesOf(tag);
        return name === '' ? [] : [{ name, type: type.toLowerCase(), value, readonly: 'readonly' in rest }];
      }),
    };
  });
}

/** Addresses of the links of a page. */
export function linksOf(page: string): string[] {
  return [...page.matchAll(/<a\b[^>]*>/gi)].flatMap(([tag]) => attributesOf(tag)['href'] ?? []);
}
