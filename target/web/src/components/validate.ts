/** What a field may hold, as told to the person who fills it in. The API checks again, and decides. */

const CONTROL = /\p{Cc}/u;
/** Half of a character: not well-formed Unicode, which the API refuses. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export interface TextRule {
  label: string;
  longest: number;
  optional?: boolean;
}

/** The text as it is sent: the API takes single lines, so a line break becomes a space. */
export function oneLine(value: string): string {
  return value.replace(/[\t\r\n ]+/g, ' ').trim();
}

/** The message for a text that is missing, too long, or holds characters that cannot be seen. */
export function checkText(value: string, { label, longest, optional }: TextRule): string | undefined {
  const text = oneLine(value);
  if (text === '') return optional ? undefined : `Enter ${label}.`;
  if (text.length > longest) return `Use at most ${longest} characters.`;
  if (CONTROL.test(text) || LONE_SURROGATE.test(text)) return 'Remove characters that cannot be displayed.';
  return undefined;
}

/** The message for an amount of money: a number from 0 up, with a decimal point. */
export function checkAmount(value: string, label: string, optional = false): string | undefined {
  const text = value.trim();
  if (text === '') return optional ? undefined : `Enter ${label}.`;
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(text)) return 'Enter a number such as 129.50.';
  if (Number(text) > 1_000_000) return 'Enter a number up to 1000000.';
  return undefined;
}

/** The message for an e-mail address. */
export function checkEmail(value: string, optional = false): string | undefined {
  const text = value.trim();
  if (text === '') return optional ? undefined : 'Enter an e-mail address.';
  return text.length <= 254 && EMAIL.test(text)
    ? undefined
    : 'Enter an e-mail address such as name@example.com.';
}

/** The message for a web address: http or https alone, because it becomes a link. */
export function checkWebsite(value: string): string | undefined {
  const text = value.trim();
  if (text === '') return undefined;
  return text.length <= 200 && safeLink(text)
    ? undefined
    : 'Enter an address that begins with https:// or http://.';
}

/** The address, if it is a web page that may be linked to; `javascript:` and the like never are. */
export function safeLink(value: string | null | undefined): string | undefined {
  if (!value) return undefined;
  try {
    const { protocol, href } = new URL(value);
    return protocol === 'https:' || protocol === 'http:' ? href : undefined;
  } catch {
    return undefined;
  }
}
