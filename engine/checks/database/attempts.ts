/**
 * What the application's role can do to rows of another tenant or person, tried for real: within the context of its own,
 * in none, and in one that is rubbish. Every statement is rolled back.
 */
import type { TableCell } from '../../plan/index.ts';
import { Blocked, type Problem } from '../../record/problem.ts';
import { type Audit, type Statement, quote } from './audit.ts';
import { openPolicies, walls } from './catalogue.ts';
import { otherSettings, textsOf, wordsIn } from './other-settings.ts';
import { type Subject, inserting, nobodys, rubbish, subjectsOf, victimsRow } from './subject.ts';
import { changing, columnsFor, isVictims, reaching, tried, triedAsPlanned } from './tried.ts';

async function firstOf(
  attempts: readonly (() => Promise<string | undefined>)[],
): Promise<string | undefined> {
  for (const attempt of attempts) {
    const seen = await attempt();
    if (seen !== undefined) return seen;
  }
  return undefined;
}

/** Tries a statement at the victim's rows in every context of one's own. */
const inOwn = (subject: Subject, does: string, sql: string) =>
  subject.contexts.map((context) => () => tried(subject, context, does, sql, [subject.victim]));

/** A copy of the whole table holds what a plain look at it shows. */
const copy = (subject: Subject) => async (): Promise<string | undefined> => {
  const { audit, at, contexts, own, column } = subject;
  if (column !== audit.database.tenantColumn) return undefined;
  const [copied, visible] = await audit.rolledBack(contexts[0], async () => [
    await audit.run(`copy ${at.qualified} to stdout`),
    await audit.run(`select 1 from ${at.qualified} where ${isVictims(subject)}`, [own]),
  ]);
  return copied > visible ? `${copied - visible} rows of others in a copy of the table` : undefined;
};

const select = async (subject: Subject): Promise<string | undefined> => {
  await victimsRow(subject);
  const sql = `select 1 from ${subject.at.qualified} where ${isVictims(subject)}`;
  return firstOf([
    ...inOwn(subject, 'rows of another tenant read', sql),
    ...nobodys(subject).map(
      (context) => () => tried(subject, context, 'rows of a tenant read', sql, [subject.victim]),
    ),
    copy(subject),
  ]);
};

/** Without a condition: the policies for reading stand before a condition, and would hide what those for writing let through. */
const everyRow = (subject: Subject, does: string, sql: string) =>
  nobodys(subject).map((context) => () => tried(subject, context, does, sql, []));

const unset = async (subject: Subject): Promise<string | undefined> => {
  await victimsRow(subject);
  return firstOf(everyRow(subject, 'rows read', `select 1 from ${subject.at.qualified}`));
};

const remove = async (subject: Subject): Promise<string | undefined> => {
  await victimsRow(subject);
  const sql = `delete from ${subject.at.qualified}`;
  return firstOf([
    ...inOwn(subject, 'rows of another tenant deleted', `${sql} where ${isVictims(subject)}`),
    ...everyRow(subject, 'rows deleted', sql),
  ]);
};

const update = async (subject: Subject): Promise<string | undefined> => {
  await victimsRow(subject);
  const target = await changing(subject);
  const sql = `update ${subject.at.qualified} set ${target} = `;
  return firstOf([
    ...inOwn(subject, 'rows of another tenant updated', `${sql}${target} where ${isVictims(subject)}`),
    ...everyRow(subject, 'rows updated', `${sql}default`),
  ]);
};

const move = async (subject: Subject): Promise<string | undefined> => {
  const { at, column, contexts, victim } = subject;
  // Whoever may not set the column moves nothing.
  if (!(await columnsFor(subject, 'UPDATE')).includes(column)) return undefined;
  // Without a condition here too: with one, the new row would have to pass the policies for reading as well.
  const sql = `update ${at.qualified} set ${quote(column)} = $1`;
  return tried(subject, contexts[0], 'rows moved to another tenant', sql, [victim]);
};

/**
 * The victim's row as it is, and as a policy may have it: with each word that the policies compare with, in each text of
 * its own that may be given.
 */
async function rowsToInsert(
  subject: Subject,
  columns: readonly string[],
): Promise<Record<string, unknown>[]> {
  const { audit, at, column } = subject;
  const row = await victimsRow(subject);
  const words = wordsIn(await textsOf(audit, at.oid));
  if (words.length === 0) return [row];
  const texts = await audit.rows<{ name: string }>(
    `select a.attname as name from pg_attribute a join pg_type t on t.oid = a.atttypid
      where a.attrelid = $1::oid and t.typcategory = 'S' and a.attname = any($2) and a.attname <> $3 order by a.attnum`,
    [at.oid, columns, column],
  );
  return [row, ...texts.flatMap(({ name }) => words.map((word) => ({ ...row, [name]: word })))];
}

const insert = async (subject: Subject): Promise<string | undefined> => {
  const columns = await columnsFor(subject, 'INSERT');
  if (!columns.includes(subject.column)) return undefined;
  const sql = inserting(subject, columns);
  const does = 'rows inserted for another tenant';
  const [asItIs, ...others] = (await rowsToInsert(subject, columns)).map((row) => [JSON.stringify(row)]);
  return firstOf([
    ...[...subject.contexts, ...nobodys(subject)].map(
      (context) => () => tried(subject, context, does, sql, asItIs ?? []),
    ),
    ...others.map((values) => () => tried(subject, subject.contexts[0], does, sql, values)),
  ]);
};

/** The columns of each unique index that a conflict can name. */
async function uniqueKeys({ audit, at }: Subject): Promise<string[][]> {
  const rows = await audit.rows<{ names: string[] }>(
    `select array_agg(a.attname::text order by k.place) as names
       from pg_index i, unnest(i.indkey::int2[]) with ordinality as k(attnum, place), pg_attribute a
      where i.indrelid = $1::oid and i.indisunique and i.indimmediate and i.indpred is null and i.indexprs is null
        and k.place <= i.indnkeyatts and a.attrelid = i.indrelid and a.attnum = k.attnum
      group by i.indexrelid, i.indisprimary order by i.indisprimary desc`,
    [at.oid],
  );
  return rows.map(({ names }) => names);
}

/**
 * An insert that turns into an update where the row is there already: of the victim's row as it is, and, where a key does
 * not hold whose it is, of an own row with the victim's key.
 */
const upsert = async (subject: Subject): Promise<string | undefined> => {
  const { table, column, contexts, own } = subject;
  const columns = await columnsFor(subject, 'INSERT');
  const changed = (await columnsFor(subject, 'UPDATE')).filter((each) => columns.includes(each));
  const target = changed.find((each) => each !== column) ?? changed[0];
  const keys = await uniqueKeys(subject);
  if (!columns.includes(column) || target === undefined) return undefined;
  if (keys.length === 0) throw new Blocked(`the table ${table} has no unique key that an upsert could meet`);
  const row = await victimsRow(subject);
  const copied = { ...row, [column]: own };
  const sql = (key: readonly string[]): string =>
    `${inserting(subject, columns)} on conflict (${key.map(quote).join(', ')}) do update set ${quote(target)} = excluded.${quote(target)}`;
  return firstOf(
    keys.flatMap((key) => [
      ...[...contexts, ...nobodys(subject)].map(
        (context) => () =>
          tried(subject, context, 'rows of another tenant upserted', sql(key), [JSON.stringify(row)]),
      ),
      ...(key.includes(column)
        ? []
        : [
            () =>
              tried(subject, contexts[0], 'rows of another tenant upserted by their key', sql(key), [
                JSON.stringify(copied),
              ]),
          ]),
    ]),
  );
};

/** A policy asks whoever runs a statement, not whoever ran it first: what it asks must not be settled with the plan. */
const planned = async (subject: Subject): Promise<string | undefined> => {
  const { audit, table, column, contexts, victim } = subject;
  const reached = await reaching(subject);
  const columns = (await audit.may('INSERT', table)) ? await columnsFor(subject, 'INSERT') : [];
  const inserts = columns.includes(column);
  if (reached.length === 0 && !inserts) return undefined;
  const row = JSON.stringify(await victimsRow(subject));
  const statements = [
    ...reached.map(([done, sql]) => [
      `rows of another tenant ${done}`,
      `${sql} where ${isVictims(subject)}`,
      victim,
    ]),
    ...(inserts ? [['rows inserted for another tenant', inserting(subject, columns), row]] : []),
  ] as [does: string, sql: string, value: string][];
  return firstOf([
    ...statements.flatMap(([does, sql, value]) =>
      contexts.map((context) => () => triedAsPlanned(subject, context, does, sql, [value])),
    ),
    // Without a condition, where no row is anybody's: a condition asks the policies for reading first.
    ...reached.map(
      ([done, sql]) =>
        () =>
          triedAsPlanned(subject, rubbish(subject), `rows ${done}`, sql, []),
    ),
  ]);
};

type Row = Exclude<TableCell['attempt'], 'forced' | 'policies' | 'settings' | 'closed'>;

const ATTEMPTS: Record<
  Row,
  [statements: Statement[], attempt: (subject: Subject) => Promise<string | undefined>]
> = {
  select: [['SELECT'], select],
  unset: [['SELECT'], unset],
  insert: [['INSERT'], insert],
  update: [['UPDATE'], update],
  move: [['UPDATE'], move],
  delete: [['DELETE'], remove],
  upsert: [['INSERT', 'UPDATE'], upsert],
  planned: [[], planned],
};

/** What an attempt got from a table, in words; undefined when it got nothing. */
async function got(audit: Audit, table: string, name: Row): Promise<string | undefined> {
  const [statements, attempt] = ATTEMPTS[name];
  for (const statement of statements) if (!(await audit.may(statement, table))) return undefined;
  for (const subject of await subjectsOf(audit, table)) {
    const seen = await attempt(subject);
    if (seen !== undefined) return seen;
  }
  return undefined;
}

const STATEMENTS: readonly Statement[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/** A table of the platform: the application's role has no right to it, or gets nothing from it in whatever tenant. */
async function closed(audit: Audit, table: string): Promise<Problem[]> {
  const rights: Statement[] = [];
  for (const statement of STATEMENTS) if (await audit.may(statement, table)) rights.push(statement);
  if (rights.length === 0) return [];
  for (const subject of await subjectsOf(audit, table))
    for (const context of [...subject.contexts, ...nobodys(subject)])
      for (const [statement, sql] of [
        ['SELECT', 'select 1 from'],
        ['DELETE', 'delete from'],
      ] as const) {
        if (!rights.includes(statement)) continue;
        const seen = await tried(
          subject,
          context,
          `rows of the platform got by ${statement}`,
          `${sql} ${subject.at.qualified}`,
          [],
        );
        if (seen !== undefined)
          return [{ expected: `nothing from ${table}, which is the platform's alone`, seen }];
      }
  throw new Blocked(
    `the application's role has the right to ${rights.join(', ')} on ${table}, and nothing shows that there is a row to miss: revoke it, or describe the table in the policy as what it is`,
  );
}

/** One check of one table: of its walls in the catalogue, or an attempt to get past them. */
export async function tableHolds(audit: Audit, cell: TableCell): Promise<Problem[]> {
  const { table, attempt } = cell;
  if (attempt === 'forced') return walls(audit, table);
  if (attempt === 'policies') return openPolicies(audit, table);
  if (attempt === 'settings') return otherSettings(audit, table);
  if (attempt === 'closed') return closed(audit, table);
  const seen = await got(audit, table, attempt);
  return seen === undefined ? [] : [{ expected: `nothing of another tenant from ${table}`, seen }];
}
