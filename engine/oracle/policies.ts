/** Judges what a table's policies let through, as the catalogue has them. Pure. */
import { literal } from '../literal.ts';

export type Command = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** A policy that applies to the application's role. */
export interface RowPolicy {
  name: string;
  /** As in `pg_policy.polcmd`. */
  command: 'r' | 'a' | 'w' | 'd' | '*';
  permissive: boolean;
  /** The expressions of USING and WITH CHECK; null where there is none. */
  using: string | null;
  check: string | null;
  /** It asks a function or another table, of which the catalogue does not say what they let through. */
  asksElsewhere: boolean;
}

const COMMANDS: Readonly<Record<RowPolicy['command'], readonly Command[]>> = {
  r: ['SELECT'],
  a: ['INSERT'],
  w: ['UPDATE'],
  d: ['DELETE'],
  '*': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
};

const covers = ({ command }: RowPolicy, statement: Command): boolean => COMMANDS[command].includes(statement);

/** Whether a policy lets a statement at rows without asking for whom it runs, by the part that stands for it. */
function isOpen(policy: RowPolicy, statement: Command, settings: readonly string[]): boolean {
  const { using, check, asksElsewhere } = policy;
  const asks = (expression: string | null): boolean =>
    expression !== null && (asksElsewhere || settings.some((setting) => expression.includes(setting)));
  // Where there is no WITH CHECK, USING holds for new rows too.
  const written = check ?? using;
  if (statement === 'INSERT') return !asks(written);
  return !asks(using) || (statement === 'UPDATE' && !asks(written));
}

/**
 * What is wrong, in words: statements that a policy lets at the rows of every tenant. A statement without any policy is
 * refused by the database, and a restrictive policy that asks for the tenant holds whatever the others let through.
 *
 * @param settings names of the settings that say for whom a statement runs
 */
export function openIn(policies: readonly RowPolicy[], settings: readonly string[]): string[] {
  const restrictive = policies.filter(({ permissive }) => !permissive);
  return policies
    .filter(({ permissive }) => permissive)
    .flatMap((policy) => {
      const open = COMMANDS[policy.command].filter(
        (statement) =>
          isOpen(policy, statement, settings) &&
          !restrictive.some((each) => covers(each, statement) && !isOpen(each, statement, settings)),
      );
      const { name, using, check } = policy;
      const text = [using === null ? [] : `using (${using})`, check === null ? [] : `with check (${check})`]
        .flat()
        .join(' ');
      return open.length === 0
        ? []
        : [`the policy ${name} does not ask for the tenant at ${open.join(', ')}: ${text}`];
    });
}

/** `current_setting(…)`, with its name where it is written out. */
const ASKED = /\bcurrent_setting\s*\(\s*(?:(?:'((?:[^']|'')+)'(?:\s*::\s*\w+)?)\s*(?=[,)])|([^,)]*))/gi;
const LITERAL = /'((?:[^']|'')*)'/g;

/** The settings that expressions or bodies of functions ask; `unnamed` are those whose name is computed. */
export function settingsIn(text: string): { names: string[]; unnamed: string[] } {
  const found = [...text.matchAll(ASKED)];
  const names = found.flatMap(([, name]) => (name === undefined ? [] : [name.toLowerCase()]));
  const unnamed = found.flatMap(([, name, computed]) =>
    name === undefined ? [(computed ?? '').trim()] : [],
  );
  return {
    names: [...new Set(names)].sort(),
    // The server's own view of its settings tells them by whatever name is asked.
    unnamed: [...new Set([...unnamed, ...(/\bpg_settings\b/i.test(text) ? ['pg_settings'] : [])])],
  };
}

/** What an expression compares with: the texts that are written out in it. */
export function literalsIn(text: string): string[] {
  return [...new Set([...text.matchAll(LITERAL)].map(([, value]) => (value ?? '').replaceAll("''", "'")))];
}

/** Whether a text calls a function of this name. */
export function calls(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w$])"?${literal(name)}"?\\s*\\(`, 'i').test(text);
}

/** An id shorter than this in a number, or within a longer text, may be there by chance. */
const TELLING = 5;

/**
 * The ids that a value may be recognised by, as a POSIX expression for the server: the whole value, or, of an id that is
 * long enough, a word of it (an element of an array, a value in a document).
 *
 * @param whole only a value that is the id and nothing else
 * @returns undefined where no id will do
 */
export function tenantPattern(ids: readonly string[], whole: boolean): string | undefined {
  const told = whole ? ids : ids.filter((id) => id.length >= TELLING);
  const escaped = told.map(literal);
  if (escaped.length === 0) return undefined;
  const any = `(${escaped.join('|')})`;
  return whole ? `^${any}$` : `(^|[^[:alnum:]_-])${any}($|[^[:alnum:]_-])`;
}
