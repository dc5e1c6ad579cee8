/**
 * What the application's role can do to rows of another tenant, tried for real: within the context of its own tenant, in
 * none, and in one that is rubbish. Every statement is rolled back.
 */
import type { TableCell } from '../../plan/index.ts';
import { Blocked, type Problem } from '../../record/problem.ts';
import { type Audit, type Relation, quote } from './audit.ts';
import { openPolicies, walls } from './catalogue.ts';

/** A table, and the two tenants between whom it must hold. */
interface Setting {
  audit: Audit;
  table: string;
  at: Relation;
  /** The tenant column, quoted. */
  column: string;
  /** Tenant ids: of the one whose context is set, and of the victim. */
  own: string;
  victim: string;
}

/** Contexts of no tenant. */
const NOBODY = [undefined, '', 'rubbish', '%', "' or '1'='1"] as const;

const nameOf = (context: string | undefined): string =>
  context === undefined ? 'no tenant' : `the tenant ${JSON.stringify(context)}`;

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
async function tried(
  { audit, own }: Setting,
  context: string | undefined,
  does: string,
  sql: string,
  values: unknown[],
): Promise<string | undefined> {
  const within = `with ${nameOf(context)} set`;
  return audit.rolledBack(context, async () => {
    try {
      const rows = await audit.run(sql, values);
      return rows > 0 ? `${rows} ${does} ${within}` : undefined;
    } catch (error) {
      if (pastTheWall(error)) return `${does} ${within}, but for a constraint (${codeOf(error)})`;
      if (refused(error) || (context !== own && unreadable(error))) return undefined;
      throw error;
    }
  });
}

async function firstOf(
  attempts: readonly (() => Promise<string | undefined>)[],
): Promise<string | undefined> {
  for (const attempt of attempts) {
    const seen = await attempt();
    if (seen !== undefined) return seen;
  }
  return undefined;
}

/** A row of the victim, as the victim sees it. Without one there is nothing to miss, and an attempt proves nothing. */
async function victimsRow({ audit, at, column, table, victim }: Setting): Promise<Record<string, unknown>> {
  const [row] = await audit.rolledBack(victim, () =>
    audit.rows<{ json: Record<string, unknown> }>(
      `select to_jsonb(t) as json from ${at.qualified} t where ${column} = $1 limit 1`,
      [victim],
    ),
  );
  if (!row) throw new Blocked(`the table ${table} has no rows of ${victim} to miss`);
  return row.json;
}

/** Columns that may be given in an insert or changed by an update; quoted. */
async function columnsFor({ audit, at }: Setting, statement: 'INSERT' | 'UPDATE'): Promise<string[]> {
  const rows = await audit.rows<{ name: string }>(
    `select attname as name from pg_attribute
      where attrelid = $1::oid and attnum > 0 and not attisdropped and attgenerated = '' and attidentity <> 'a'
        and has_column_privilege(attrelid, attnum, $2) order by attnum`,
    [at.oid, statement],
  );
  return rows.map(({ name }) => quote(name));
}

const select = async (setting: Setting): Promise<string | undefined> => {
  const { audit, at, column, own, victim } = setting;
  await victimsRow(setting);
  const sql = `select 1 from ${at.qualified} where ${column} = $1`;
  return firstOf([
    () => tried(setting, own, 'rows of another tenant read', sql, [victim]),
    ...NOBODY.map((context) => () => tried(setting, context, 'rows of a tenant read', sql, [victim])),
    async () => {
      const [copied, visible] = await audit.rolledBack(own, async () => [
        await audit.run(`copy ${at.qualified} to stdout`),
        await audit.run(`select 1 from ${at.qualified} where ${column} = $1`, [own]),
      ]);
      return copied > visible ? `${copied - visible} rows of others in a copy of the table` : undefined;
    },
  ]);
};

const unset = async (setting: Setting): Promise<string | undefined> => {
  await victimsRow(setting);
  const sql = `select 1 from ${setting.at.qualified}`;
  return firstOf(NOBODY.map((context) => () => tried(setting, context, 'rows read', sql, [])));
};

/** Without a condition: the policies for reading stand before a condition, and would hide what those for writing let through. */
const everyRow = (setting: Setting, does: string, sql: string) =>
  NOBODY.map((context) => () => tried(setting, context, does, sql, []));

const remove = async (setting: Setting): Promise<string | undefined> => {
  const { at, column, own, victim } = setting;
  await victimsRow(setting);
  const sql = `delete from ${at.qualified}`;
  return firstOf([
    () => tried(setting, own, 'rows of another tenant deleted', `${sql} where ${column} = $1`, [victim]),
    ...everyRow(setting, 'rows deleted', sql),
  ]);
};

const update = async (setting: Setting): Promise<string | undefined> => {
  const { at, column, own, victim } = setting;
  await victimsRow(setting);
  const columns = await columnsFor(setting, 'UPDATE');
  const target = columns.find((each) => each !== column) ?? columns[0] ?? column;
  const sql = `update ${at.qualified} set ${target} = `;
  return firstOf([
    () =>
      tried(setting, own, 'rows of another tenant updated', `${sql}${target} where ${column} = $1`, [victim]),
    ...everyRow(setting, 'rows updated', `${sql}default`),
  ]);
};

const move = async (setting: Setting): Promise<string | undefined> => {
  const { at, column, own, victim } = setting;
  // Whoever may not set the column moves nothing.
  if (!(await columnsFor(setting, 'UPDATE')).includes(column)) return undefined;
  // Without a condition here too: with one, the new row would have to pass the policies for reading as well.
  const sql = `update ${at.qualified} set ${column} = $1`;
  return tried(setting, own, 'rows moved to another tenant', sql, [victim]);
};

/** The start of a statement that inserts one row, given as JSON in the first value. */
const inserting = ({ at }: Setting, columns: readonly string[]): string =>
  `insert into ${at.qualified} (${columns.join(', ')}) select ${columns.join(', ')} from jsonb_populate_record(null::${at.qualified}, $1)`;

const insert = async (setting: Setting): Promise<string | undefined> => {
  const { column, own } = setting;
  const columns = await columnsFor(setting, 'INSERT');
  if (!columns.includes(column)) return undefined;
  const row = JSON.stringify(await victimsRow(setting));
  return firstOf(
    [own, ...NOBODY].map(
      (context) => () =>
        tried(setting, context, 'rows inserted for another tenant', inserting(setting, columns), [row]),
    ),
  );
};

/** The columns of each unique index that a conflict can name; quoted. */
async function uniqueKeys({ audit, at }: Setting): Promise<string[][]> {
  const rows = await audit.rows<{ names: string[] }>(
    `select array_agg(a.attname::text order by k.place) as names
       from pg_index i, unnest(i.indkey::int2[]) with ordinality as k(attnum, place), pg_attribute a
      where i.indrelid = $1::oid and i.indisunique and i.indimmediate and i.indpred is null and i.indexprs is null
        and k.place <= i.indnkeyatts and a.attrelid = i.indrelid and a.attnum = k.attnum
      group by i.indexrelid, i.indisprimary order by i.indisprimary desc`,
    [at.oid],
  );
  return rows.map(({ names }) => names.map(quote));
}

/**
 * An insert that turns into an update where the row is there already: of the victim's row as it is, and, where a key does
 * not hold the tenant, of an own row with the victim's key.
 */
const upsert = async (setting: Setting): Promise<string | undefined> => {
  const { audit, table, column, own } = setting;
  const columns = await columnsFor(setting, 'INSERT');
  const changed = (await columnsFor(setting, 'UPDATE')).filter((each) => columns.includes(each));
  const target = changed.find((each) => each !== column) ?? changed[0];
  const keys = await uniqueKeys(setting);
  if (!columns.includes(column) || target === undefined) return undefined;
  if (keys.length === 0) throw new Blocked(`the table ${table} has no unique key that an upsert could meet`);
  const row = await victimsRow(setting);
  const copied = { ...row, [audit.database.tenantColumn]: own };
  const sql = (key: readonly string[]): string =>
    `${inserting(setting, columns)} on conflict (${key.join(', ')}) do update set ${target} = excluded.${target}`;
  return firstOf(
    keys.flatMap((key) => [
      ...[own, ...NOBODY].map(
        (context) => () =>
          tried(setting, context, 'rows of another tenant upserted', sql(key), [JSON.stringify(row)]),
      ),
      ...(key.includes(column)
        ? []
        : [
            () =>
              tried(setting, own, 'rows of another tenant upserted by their key', sql(key), [
                JSON.stringify(copied),
              ]),
          ]),
    ]),
  );
};

type Row = Exclude<TableCell['attempt'], 'forced' | 'policies'>;

const ATTEMPTS: Record<
  Row,
  [
    statements: ('SELECT' | 'INSERT' | 'UPDATE' | 'DELETE')[],
    attempt: (setting: Setting) => Promise<string | undefined>,
  ]
> = {
  select: [['SELECT'], select],
  unset: [['SELECT'], unset],
  insert: [['INSERT'], insert],
  update: [['UPDATE'], update],
  move: [['UPDATE'], move],
  delete: [['DELETE'], remove],
  upsert: [['INSERT', 'UPDATE'], upsert],
};

/** What an attempt got from a table, in words; undefined when it got nothing. */
async function got(audit: Audit, table: string, name: Row): Promise<string | undefined> {
  const [own, victim] = Object.values(audit.policy.tenants).map(({ id }) => id);
  if (!own || !victim) throw new Blocked('two tenants are needed');
  const [statements, attempt] = ATTEMPTS[name];
  for (const statement of statements) if (!(await audit.may(statement, table))) return undefined;
  const column = quote(audit.database.tenantColumn);
  for (const at of await audit.relations(table)) {
    const seen = await attempt({ audit, table, at, column, own, victim });
    if (seen !== undefined) return seen;
  }
  return undefined;
}

/** One check of one table: of its walls in the catalogue, or an attempt to get past them. */
export async function tableHolds(audit: Audit, cell: TableCell): Promise<Problem[]> {
  const { table, attempt } = cell;
  if (attempt === 'forced') return walls(audit, table);
  if (attempt === 'policies') return openPolicies(audit, table);
  const seen = await got(audit, table, attempt);
  return seen === undefined ? [] : [{ expected: `nothing of another tenant from ${table}`, seen }];
}
