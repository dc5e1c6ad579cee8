/**
 * Judges whether what was sent stands in a page as more than a text: as an element, as an attribute, or outside of the
 * texts of a script. The page is read in the states of the HTML standard that matter here, for a text that looks like
 * markup is none in a comment or in a title, and a quote ends some attributes and not others. Pure.
 */

/** Elements whose content is text up to their end tag (HTML standard, section 13.1.2). */
const RAW = /^(?:script|style|title|textarea|xmp|iframe|noembed|noframes)$/;
const NAME = 'data-reflected';

/**
 * What is sent: it leaves quotes of both kinds, scripts, texts and comments, and makes an attribute and an element. All of
 * that before the first blank, at which some take a text to end; the rest leaves an attribute without quotes.
 */
export const breakingOut = (mark: string): string =>
  `'"/${NAME}=${mark}/x='"></script></title></textarea></style>--><u/${NAME}="${mark}"> ${NAME}=${mark} x`;

interface Tag {
  kind: 'tag';
  name: string;
  attributes: [name: string, value: string][];
}
interface Raw {
  kind: 'raw';
  of: string;
  text: string;
}

/** One start tag from the end of its name on; `at` is behind its `>`. */
function attributesAt(page: string, from: number): { attributes: Tag['attributes']; at: number } {
  const attribute = /[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s>]*)))?/y;
  const attributes: Tag['attributes'] = [];
  let at = from;
  for (;;) {
    attribute.lastIndex = at;
    const found = attribute.exec(page);
    if (!found) break;
    const [whole, name = '', double, single, bare] = found;
    attributes.push([name.toLowerCase(), double ?? single ?? bare ?? '']);
    at += whole.length;
  }
  const end = page.indexOf('>', at);
  return { attributes, at: end < 0 ? page.length : end + 1 };
}

/** The start tags of a page, and what stands in elements that hold text alone. */
function* partsOf(page: string): Generator<Tag | Raw> {
  const opening = /<(?:!--|([a-z][^\s/>]*))/gi;
  for (let found = opening.exec(page); found; found = opening.exec(page)) {
    const name = found[1]?.toLowerCase();
    if (name === undefined) {
      const end = page.indexOf('-->', opening.lastIndex);
      opening.lastIndex = end < 0 ? page.length : end + 3;
      continue;
    }
    const { attributes, at } = attributesAt(page, opening.lastIndex);
    yield { kind: 'tag', name, attributes };
    opening.lastIndex = at;
    if (!RAW.test(name)) continue;
    const close = new RegExp(`</${name}[\\s/>]`, 'gi');
    close.lastIndex = at;
    const end = close.exec(page)?.index ?? page.length;
    yield { kind: 'raw', of: name, text: page.slice(at, end) };
    opening.lastIndex = end;
  }
}

/** A text, a template or a comment of a script. */
const LITERAL =
  /"(?:[^"\\\r\n]|\\[\s\S])*"|'(?:[^'\\\r\n]|\\[\s\S])*'|`(?:[^`\\]|\\[\s\S])*`|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g;

/** Whether a mark is part of the program of a script: not within a text or a comment. */
const inProgram = (script: string, mark: string): boolean => script.replace(LITERAL, '""').includes(mark);

/** As what the mark stands in a page where it should be a text; undefined where it is one, or is not there. */
export function reflectedAs(page: string, mark: string): string | undefined {
  for (const part of partsOf(page)) {
    if (part.kind === 'raw') {
      if (part.of === 'script' && inProgram(part.text, mark)) return 'a piece of a script';
    } else if (part.attributes.some(([name, value]) => name === NAME && value.includes(mark)))
      return part.name === 'u' ? 'an element' : `an attribute of <${part.name}>`;
    else if (part.name.includes(mark) || part.attributes.some(([name]) => name.includes(mark)))
      return `an attribute of <${part.name}>`;
  }
  return undefined;
}
