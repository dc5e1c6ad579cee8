/** Judges what an interface says to a person when something went wrong: words, and nothing of the machine. Pure. */

/** References by which support finds a request. */
const REFERENCE = /\b(?=[\w-]*\d)[\w-]{8,}\b/g;
const RAW: readonly [says: string, pattern: RegExp][] = [
  ['markup', /<\/?[a-z][^>]*>/i],
  ['JSON', /[{[]\s*"[^"]*"\s*[:,\]]/],
  ['the name of a code', /\b[a-z]+(?:_[a-z]+)+\b/],
  ['the name of an error class', /\b(?:[A-Z][a-z]+)+(?:Error|Exception)\b/],
  ['a status code', /\b[45]\d\d\b/],
  ['a value that is none', /\b(?:undefined|NaN)\b|\[object \w+\]/],
  [
    'the words of a library',
    /failed to fetch|networkerror|request failed with|unexpected token|bad gateway/i,
  ],
];
const WORDS = 4;

/** A message without the reference in it, in one line. */
export const plain = (message: string): string => message.replace(REFERENCE, '…').replace(/\s+/g, ' ').trim();

/** What is wrong with a message, in words; an empty list for one that helps. */
export function messageProblems(message: string): string[] {
  const text = plain(message);
  if (text === '') return ['no message'];
  const words = text.match(/\p{L}{2,}/gu) ?? [];
  return [
    ...(words.length < WORDS ? [`"${text}", which is no sentence`] : []),
    ...RAW.filter(([, pattern]) => pattern.test(text)).map(([says]) => `${says} in "${text.slice(0, 120)}"`),
  ];
}
