/** What a reason of a failure must not carry into a report. */

const SECRET_VARIABLE = /(?:_PASSWORD|_TOTP_SECRET|DATABASE_URL)$/;
const SHAPES: readonly [RegExp, string][] = [
  [/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, '<token>'],
  [/:\/\/[^\s/@]+@/g, '://<credentials>@'],
];

/**
 * A text without the secrets of a target, and without anything of the shape of one. Pure.
 *
 * @param variables what the target told the suite
 */
export function withoutSecrets(text: string, variables: Readonly<Record<string, string>> = {}): string {
  const known = Object.entries(variables).flatMap(([name, value]) =>
    SECRET_VARIABLE.test(name) && value !== '' ? [value] : [],
  );
  const told = known.reduce((left, secret) => left.replaceAll(secret, '<secret>'), text);
  return SHAPES.reduce((left, [shape, mark]) => left.replaceAll(shape, mark), told);
}
