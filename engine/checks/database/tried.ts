/** Tries one statement at a table, in a context, and undoes it. */
import { type Context, quote } from './audit.ts';
import { type Subject, nameOf, plant } from './subject.ts';

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';

/** Row level security is judged before constraints: whatever a constraint stops has got past it. */
const pastTheWall = (error: unknown): boolean => codeOf(error).startsWith('23');
const refused = (error: unknown): boolean => ['42501', '44000'].includes(codeOf(error));
/** A policy that cannot read rubbish as a tenant, or misses the setting, or says so in words of its own. */
const unreadable = (error: unknown): boolean => /^(?:22|42|P0)/.test(codeOf(error));

/**
 * Tries a statement in a context. Says what it did, undefined when it did nothing.
 *
 * @param does in words, after the number of rows: "rows of another tenant updated"
 */
export async function tried(
  subject: Subject,
  context: Context,
  does: string,
  sql: string,
  values: unknown[],
): Promise<string | undefined> {
  const { audit, contexts } = subject;
  const within = `with ${nameOf(subject, context)} set`;
  return audit.rolledBack({}, async () => {
    await plant(subject);
    try {
      await audit.set(context);
      const rows = await audit.run(sql, values);
      return rows > 0 ? `${rows} ${does} ${within}` : undefined;
    } catch (error) {
      if (pastTheWall(error)) return `${does} ${within}, but for a constraint (${codeOf(error)})`;
      if (refused(error) || (context !== contexts[0] && unreadable(error))) return undefined;
      throw error;
    }
  });
}

/** The condition that a row is the victim's; its id is the first value. */
export const isVictims = ({ column }: Subject): string => `${quote(column)}::text = $1`;

/** Columns that may be given in an insert or changed by an update. */
export async function columnsFor({ audit, at }: Subject, statement: 'INSERT' | 'UPDATE'): Promise<string[]> {
  const rows = await audit.rows<{ name: string }>(
    `select attname as name from pg_attribute
      where attrelid = $1::oid and attnum > 0 and not attisdropped and attgenerated = '' and attidentity <> 'a'
        and has_column_privilege(attrelid, attnum, $2) order by attnum`,
    [at.oid, statement],
  );
  return rows.map(({ name }) => name);
}
