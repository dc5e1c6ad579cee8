/** Tries one statement at a table, in a context, and undoes it. */
import pg from 'pg';
import { type Context, quote } from './audit.ts';
import { type Subject, nameOf, plant } from './subject.ts';

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';

/** Row level security is judged before constraints: whatever a constraint stops has got past it. */
const pastTheWall = (error: unknown): boolean => codeOf(error).startsWith('23');
const refused = (error: unknown): boolean => ['42501', '44000'].includes(codeOf(error));
/** A policy that cannot read rubbish as a tenant, or misses the setting, or says so in words of its own. */
const unreadable = (error: unknown): boolean => /^(?:22|42|P0)/.test(codeOf(error));

/** What a statement did within a context, in words; undefined when it did nothing. */
async function done(
  subject: Subject,
  context: Context,
  does: string,
  run: () => Promise<number>,
): Promise<string | undefined> {
  const within = `with ${nameOf(subject, context)} set`;
  try {
    await subject.audit.set(context);
    const rows = await run();
    return rows > 0 ? `${rows} ${does} ${within}` : undefined;
  } catch (error) {
    if (pastTheWall(error)) return `${does} ${within}, but for a constraint (${codeOf(error)})`;
    if (refused(error) || (context !== subject.contexts[0] && unreadable(error))) return undefined;
    throw error;
  }
}

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
  const { audit } = subject;
  return audit.rolledBack({}, async () => {
    await plant(subject);
    return done(subject, context, does, () => audit.run(sql, values));
  });
}

/**
 * Tries a statement in a context that the victim ran before, with the plan that was made for the victim: a pool of
 * connections with prepared statements does the same.
 */
export async function triedAsPlanned(
  subject: Subject,
  context: Context,
  does: string,
  sql: string,
  values: string[],
): Promise<string | undefined> {
  const { audit, victims } = subject;
  const given = values.map((value) => pg.escapeLiteral(value)).join(', ');
  const execute = `execute bulkhead_planned${given && `(${given})`}`;
  return audit.rolledBack({ plan_cache_mode: 'force_generic_plan' }, async () => {
    await plant(subject);
    await audit.run(`prepare bulkhead_planned as ${sql}`);
    await audit.run('savepoint planned');
    try {
      await audit.set(victims);
      // It has been planned, whatever came of it; a statement that is wrong fails once more below.
      await Promise.allSettled([audit.run(execute)]);
      await audit.run('rollback to savepoint planned');
      return await done(subject, context, `${does} by the plan of another tenant`, () => audit.run(execute));
    } finally {
      await audit.run('rollback to savepoint planned');
      await audit.run('deallocate bulkhead_planned');
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

/** A column to change, quoted: any but the one that says whose the row is, where there is one. */
export async function changing(subject: Subject): Promise<string> {
  const columns = await columnsFor(subject, 'UPDATE');
  return quote(columns.find((each) => each !== subject.column) ?? columns[0] ?? subject.column);
}

/**
 * What the connection's role may do to rows that are there: each statement without a condition, and in words what it did.
 *
 * @throws Blocked as Audit.may does
 */
export async function reaching(subject: Subject): Promise<[done: string, sql: string][]> {
  const { audit, at, table } = subject;
  const statements: [done: string, sql: string][] = [];
  if (await audit.may('SELECT', table)) statements.push(['read', `select 1 from ${at.qualified}`]);
  if (await audit.may('UPDATE', table))
    statements.push(['updated', `update ${at.qualified} set ${await changing(subject)} = default`]);
  if (await audit.may('DELETE', table)) statements.push(['deleted', `delete from ${at.qualified}`]);
  return statements;
}
