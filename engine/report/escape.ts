/** Text from the application under test may be hostile; in a report it is text and nothing else. */

// Control characters and those that reverse the direction of the text around them (Unicode TR 36).
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** All but letters, figures and what is harmless where it stands: a full stop that ends a sentence, a colon before a space. */
const MARKUP = /^[-–→]|(?<=\d)\.(?=\s)|(?!\.(?:\s|$)|:(?:\s|$))[^\p{L}\p{N} ,;/→–()?"'%=-]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** For HTML text and quoted attribute values. */
export function html(text: string): string {
  return text.replace(UNSEEN, '\ufffd').replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? character);
}

/** For an `href`: an address of the web or a relative path, or nothing. */
export function href(url: string): string {
  return /^(?:https?:\/\/|(?!\/\/)[\w./-]+$)/.test(url) ? html(url) : '#';
}

/**
 * For a line of GitHub-flavoured Markdown, tables included. Everything that could start markup, a link, a
 * mention or a reference becomes an entity; a word joiner breaks what GitHub looks for after rendering.
 */
export function markdown(text: string): string {
  return oneLine(text).replace(MARKUP, (character) => {
    const entity = `&#${character.codePointAt(0)};`;
    return character === '@' || character === '#' ? `${entity}&#8288;` : entity;
  });
}

/** A Markdown code span; not for tables, where a bar would end the cell. */
export function code(text: string): string {
  const line = oneLine(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return line === '' ? '–' : `${fence}${space}${line}${space}${fence}`;
}

function oneLine(text: string): string {
  return text.replace(UNSEEN, '\ufffd').replace(/\s+/g, ' ').trim();
}
