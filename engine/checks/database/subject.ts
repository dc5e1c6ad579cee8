/** Between whom a table must hold: two tenants, or, where its rows belong to people, two people of different tenants. */
import { randomUUID } from 'node:crypto';
import { Blocked } from '../../record/problem.ts';
import { type Audit, type Context, type Relation, quote } from './audit.ts';

/** A table, and the two between whom it must hold. */
export interface Subject {
  audit: Audit;
  table: string;
  at: Relation;
  /** The column that says whose a row is. */
  column: string;
  /** What it holds in rows of one's own, and of the victim. */
  own: string;
  victim: string;
  /** Contexts of one's own, the fullest first, in which rows of one's own are there and the victim's are not. */
  contexts: readonly [Context, ...Context[]];
  /** In which the victim sees its rows. */
  victims: Context;
  /** A row to insert as the victim before each attempt, where the table has none of its own. */
  planted?: Record<string, unknown>;
}

/** Values of the tenant setting that name no tenant; undefined: it is not set. */
const NOBODY = [undefined, '', 'rubbish', '%', "' or '1'='1"] as const;

/** Contexts of nobody. */
export function nobodys({ audit }: Subject): Context[] {
  const asked = [audit.database.tenantSetting, ...audit.personSettings];
  return NOBODY.map((value) =>
    value === undefined ? {} : Object.fromEntries(asked.map((name): [string, string] => [name, value])),
  );
}

/** The context of a tenant that is not there, in which no row is anybody's. */
export const rubbish = ({ audit }: Subject): Context => ({ [audit.database.tenantSetting]: 'rubbish' });

/** A context in words. */
export function nameOf({ audit }: Subject, context: Context): string {
  const { tenantSetting } = audit.database;
  const people = audit.personSettings;
  const tenant = context[tenantSetting];
  const words = [tenant === undefined ? 'no tenant' : `the tenant ${JSON.stringify(tenant)}`];
  for (const [name, value] of Object.entries(context))
    if (name !== tenantSetting && !(people.includes(name) && value === tenant))
      words.push(`${name} = ${JSON.stringify(value)}`);
  return words.join(' and ');
}

export function twoTenants(audit: Audit): [string, string] {
  const [own, victim] = Object.values(audit.policy.tenants).map(({ id }) => id);
  if (own === undefined || victim === undefined) throw new Blocked('two tenants are needed');
  return [own, victim];
}

/** The people of a tenant, as the tenant itself has them. */
export async function peopleOf(audit: Audit, tenant: string): Promise<string[]> {
  const { people, tenantColumn } = audit.database;
  if (!people) throw new Blocked('the policy does not say where the database keeps the people of a tenant');
  const rows = await audit.rolledBack(tenant, () =>
    audit.rows<{ id: string }>(
      `select distinct ${quote(people.person)}::text as id from ${quote(people.table)}
        where ${quote(tenantColumn)}::text = $1 order by 1`,
      [tenant],
    ),
  );
  return rows.map(({ id }) => id);
}

/** Somebody of each of two tenants, and of not both. */
async function twoPeople(audit: Audit): Promise<[string, string]> {
  const [own, victim] = twoTenants(audit);
  const [ours, theirs] = [await peopleOf(audit, own), await peopleOf(audit, victim)];
  const [somebody] = ours.filter((id) => !theirs.includes(id));
  const [other] = theirs.filter((id) => !ours.includes(id));
  if (somebody === undefined || other === undefined)
    throw new Blocked(
      `nobody is in ${somebody === undefined ? own : victim} alone, so no two people can be tried`,
    );
  return [somebody, other];
}

/** A value that a column of a type takes; by the name of the type. */
const ANY: Readonly<Record<string, () => unknown>> = {
  text: () => 'bulkhead',
  varchar: () => 'bulkhead',
  bpchar: () => 'b',
  uuid: () => randomUUID(),
  int2: () => 1,
  int4: () => 1,
  int8: () => 1,
  numeric: () => 1,
  float8: () => 1,
  bool: () => false,
  timestamptz: () => new Date().toISOString(),
  timestamp: () => new Date().toISOString(),
  date: () => new Date().toISOString(),
  json: () => ({}),
  jsonb: () => ({}),
};

/** A row of somebody, as a table without any may take it. @throws Blocked when it cannot be made up */
export async function madeUp({
  audit,
  table,
  at,
  column,
  victim,
}: Subject): Promise<Record<string, unknown>> {
  const columns = await audit.rows<{ name: string; type: string }>(
    `select a.attname as name, t.typname as type from pg_attribute a join pg_type t on t.oid = a.atttypid
      where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = ''
        and has_column_privilege(a.attrelid, a.attnum, 'INSERT')
        and (a.attname = $2 or (a.attnotnull and not a.atthasdef)) order by a.attnum`,
    [at.oid, column],
  );
  if (!columns.some(({ name }) => name === column))
    throw new Blocked(
      `the table ${table} has no rows of ${victim} to miss, and none can be inserted to be missed`,
    );
  return Object.fromEntries(
    columns.map(({ name, type }): [string, unknown] => {
      const any = ANY[type];
      if (name !== column && !any)
        throw new Blocked(
          `the table ${table} has no rows of ${victim} to miss, and ${name} (${type}) cannot be made up`,
        );
      return [name, name === column ? victim : any?.()];
    }),
  );
}

/** A statement that inserts a row, given as JSON in its only value. */
export const inserting = ({ at }: Subject, columns: readonly string[]): string => {
  const list = columns.map(quote).join(', ');
  return `insert into ${at.qualified} (${list}) select ${list} from jsonb_populate_record(null::${at.qualified}, $1)`;
};

/** Puts the row there that is to be missed, as the victim and within the transaction, where the table has none. */
export async function plant(subject: Subject): Promise<void> {
  const { audit, planted, victims } = subject;
  if (!planted) return;
  await audit.set(victims);
  await audit.run(inserting(subject, Object.keys(planted)), [JSON.stringify(planted)]);
  await audit.set(Object.fromEntries(Object.keys(victims).map((name) => [name, ''])));
}

/** A row of the victim, as the victim sees it; undefined where it sees none. */
async function seenByVictim({ audit, at, column, victims, victim }: Subject) {
  const [row] = await audit.rolledBack(victims, () =>
    audit.rows<{ json: Record<string, unknown> }>(
      `select to_jsonb(t) as json from ${at.qualified} t where ${quote(column)}::text = $1 limit 1`,
      [victim],
    ),
  );
  return row?.json;
}

/** A row of the victim. @throws Blocked without one: there is nothing to miss, and an attempt proves nothing */
export async function victimsRow(subject: Subject): Promise<Record<string, unknown>> {
  const row = subject.planted ?? (await seenByVictim(subject));
  if (!row) throw new Blocked(`the table ${subject.table} has no rows of ${subject.victim} to miss`);
  return row;
}

/** With a row to miss where a person has none, after the database has taken it of the person. */
async function withRow(subject: Subject): Promise<Subject> {
  if (!(await subject.audit.may('INSERT', subject.table)) || (await seenByVictim(subject))) return subject;
  const planting = { ...subject, planted: await madeUp(subject) };
  try {
    await subject.audit.rolledBack({}, () => plant(planting));
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined) throw error;
    throw new Blocked(
      `the table ${subject.table} has no rows of ${subject.victim} to miss, and refuses one that is made up (${code})`,
    );
  }
  return planting;
}

/** The subjects of a table of the policy: one for each schema that has it. */
export async function subjectsOf(audit: Audit, table: string): Promise<Subject[]> {
  const { tenantColumn, tenantSetting, personTables } = audit.database;
  const person = personTables.find(({ name }) => name === table)?.person;
  const [own, victim] = twoTenants(audit);
  const relations = await audit.relations(table);
  if (person === undefined)
    return relations.map((at) => ({
      audit,
      table,
      at,
      column: tenantColumn,
      own,
      victim,
      contexts: [{ [tenantSetting]: own }],
      victims: { [tenantSetting]: victim },
    }));
  const [somebody, other] = await twoPeople(audit);
  const as = (id: string): Context => Object.fromEntries(audit.personSettings.map((name) => [name, id]));
  const subjects: Subject[] = [];
  // One after the other: they share a connection, and each looks for its row in a transaction.
  for (const at of relations)
    subjects.push(
      await withRow({
        audit,
        table,
        at,
        column: person,
        own: somebody,
        victim: other,
        contexts: [{ ...as(somebody), [tenantSetting]: own }, { [tenantSetting]: own }, as(somebody)],
        victims: { ...as(other), [tenantSetting]: victim },
      }),
    );
  return subjects;
}
