/** Judges what a table's policies let through, as the catalogue has them. Pure. */

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
function isOpen(policy: RowPolicy, statement: Command, setting: string): boolean {
  const { using, check, asksElsewhere } = policy;
  const asks = (expression: string | null): boolean =>
    expression !== null && (asksElsewhere || expression.includes(setting));
  // Where there is no WITH CHECK, USING holds for new rows too.
  const written = check ?? using;
  if (statement === 'INSERT') return !asks(written);
  return !asks(using) || (statement === 'UPDATE' && !asks(written));
}

/**
 * What is wrong, in words: statements that a policy lets at the rows of every tenant. A statement without any policy is
 * refused by the database, and a restrictive policy that asks for the tenant holds whatever the others let through.
 *
 * @param setting name of the tenant setting
 */
export function openIn(policies: readonly RowPolicy[], setting: string): string[] {
  const restrictive = policies.filter(({ permissive }) => !permissive);
  return policies
    .filter(({ permissive }) => permissive)
    .flatMap((policy) => {
      const open = COMMANDS[policy.command].filter(
        (statement) =>
          isOpen(policy, statement, setting) &&
          !restrictive.some((each) => covers(each, statement) && !isOpen(each, statement, setting)),
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
