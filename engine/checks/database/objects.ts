/** What leads around the walls of the tables: other tables, views, functions, foreign keys and sequences. */
import { tenantPattern } from '../../oracle/policies.ts';
import { Blocked, type Problem } from '../../record/problem.ts';
import { type Audit, OWN_SCHEMA, quote } from './audit.ts';
import { openPolicies } from './catalogue.ts';

/** How many rows of a table are looked at for a tenant's id. */
const SAMPLE_ROWS = 5_000;

/** Every relation with the tenant column, of these kinds: the start of a `with`. $1 is the tenant column. */
const tenantRelations = (kinds: string): string =>
  `tenant as (
     select c.oid, n.nspname, c.relname, c.relkind, a.attnum, a.attnotnull
       from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
      where c.relkind in (${kinds}) and a.attname = $1 and not a.attisdropped and ${OWN_SCHEMA}
   )`;
const TABLES = `'r', 'p', 'f'`;

/** The tables with the tenant column. Throws Blocked when there is none: then nothing that is looked for could be found. */
async function tenantTables(audit: Audit): Promise<{ name: string; nullable: boolean }[]> {
  const { tenantColumn } = audit.database;
  const rows = await audit.rows<{ name: string; nullable: boolean }>(
    `with ${tenantRelations(TABLES)} select relname as name, not attnotnull as nullable from tenant order by 1`,
    [tenantColumn],
  );
  if (rows.length === 0) throw new Blocked(`no table with the column ${tenantColumn} can be seen`);
  return rows;
}

const named = (list: readonly { name: string }[], schema: string, name: string): boolean =>
  list.some((entry) => entry.name === name || entry.name === `${schema}.${name}`);

/** A table that is not in the policy, and what row level security does for it. */
interface Undescribed extends Record<string, unknown> {
  oid: string;
  schema: string;
  name: string;
  walled: boolean;
  /** Tables of tenants that its foreign keys refer to. */
  refers: string | null;
}

/** A column, and how an id of a tenant is recognised in it. */
interface Sampled extends Record<string, unknown> {
  name: string;
  type: string;
  /** The role that the application uses may read it, and the connection may. */
  open: boolean;
  readable: boolean;
}

/** Types that hold an id as it is; all others are looked at as the text that they are written as. */
const PLAIN = ['text', 'varchar', 'bpchar', 'uuid', 'name', 'citext'];
const NUMBERS = ['int2', 'int4', 'int8', 'numeric'];
/** Types that hold no id in any form that could be read. */
const NEVER = ['bytea', 'bool', 'date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval', 'tsvector'];
/** A number says whose a row is where its column says so, or where it is long. */
const NAMES_TENANT = /tenant|org|customer|account|company|client/i;
const LONG = 6;

/** The patterns for the ids in a column of a type; undefined where none could be told from chance. */
function patternFor({ name, type }: Sampled, ids: readonly string[]): string | undefined {
  if (PLAIN.includes(type))
    return (
      tenantPattern(ids, true) &&
      [tenantPattern(ids, true), tenantPattern(ids, false)].filter(Boolean).join('|')
    );
  if (!NUMBERS.includes(type)) return tenantPattern(ids, false);
  return tenantPattern(
    ids.filter((id) => /^\d+$/.test(id) && (id.length >= LONG || NAMES_TENANT.test(name))),
    true,
  );
}

/**
 * The columns of a table in which an id of a tenant is found, among the first rows that the role may read: with nobody
 * set, and as each tenant.
 *
 * @throws Blocked where the application may read what the connection may not
 */
async function columnsWithTenants(audit: Audit, { oid, schema, name }: Undescribed): Promise<string[]> {
  const columns = await audit.rows<Sampled>(
    `select attname as name, t.typname as type,
            has_schema_privilege($2::text, 'USAGE') and has_column_privilege(a.attrelid, a.attnum, 'SELECT') as readable,
            has_schema_privilege($4, $2::text, 'USAGE') and has_column_privilege($4, a.attrelid, a.attnum, 'SELECT') as open
       from pg_attribute a join pg_type t on t.oid = a.atttypid
      where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped and not (t.typname = any($3)) order by a.attnum`,
    [oid, schema, NEVER, await audit.role()],
  );
  const unseen = columns.filter(({ open, readable }) => open && !readable);
  if (unseen.length > 0)
    throw new Blocked(
      `${schema}.${name} is not in the policy, and the connection may not read what the application's role may (${unseen.map((column) => column.name).join(', ')}): AUDIT_DATABASE_URL must be a connection of that role`,
    );
  const ids = Object.values(audit.policy.tenants).map(({ id }) => id);
  const looked = columns.flatMap((column) => {
    const pattern = column.readable ? patternFor(column, ids) : undefined;
    return pattern === undefined ? [] : [{ column: quote(column.name), pattern }];
  });
  if (looked.length === 0) return [];
  const found = new Set<string>();
  for (const context of [undefined, ...ids]) {
    const [seen] = await audit.rolledBack(context, () =>
      audit.rows<Record<string, boolean | null>>(
        `select ${looked.map(({ column }, index) => `bool_or(${column}::text ~ $${index + 1}) as ${column}`).join(', ')}
           from (select ${looked.map(({ column }) => column).join(', ')} from ${quote(schema)}.${quote(name)} limit ${SAMPLE_ROWS}) s`,
        looked.map(({ pattern }) => pattern),
      ),
    );
    for (const column of columns) if (seen?.[column.name]) found.add(column.name);
  }
  return [...found];
}

/** Tables that hold tenants' data by their columns, their values or their references, and are not in the policy. */
export async function undescribedTables(audit: Audit): Promise<Problem[]> {
  const { tenantColumn, sharedTables } = audit.database;
  const { described } = audit;
  await tenantTables(audit);
  const expected = `every table that holds tenants' data in the policy`;
  const withColumn = await audit.rows<{ schema: string; name: string }>(
    `with ${tenantRelations(TABLES)} select nspname as schema, relname as name from tenant where not (relname = any($2)) order by 1, 2`,
    [tenantColumn, described],
  );
  const others = await audit.rows<Undescribed>(
    `with ${tenantRelations(TABLES)}
     select c.oid::text as oid, n.nspname as schema, c.relname as name, c.relrowsecurity as walled,
            (select string_agg(distinct t.relname, ', ') from pg_constraint k join tenant t on t.oid = k.confrelid
              where k.contype = 'f' and k.conrelid = c.oid) as refers
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in (${TABLES}) and ${OWN_SCHEMA} and not (c.relname = any($2))
        and not exists (select from tenant where tenant.oid = c.oid) order by 2, 3`,
    [tenantColumn, described],
  );
  const problems: Problem[] = withColumn.map(({ schema, name }) => ({
    expected,
    seen: `${schema}.${name} has the column ${tenantColumn} and is not`,
  }));
  const unknown: string[] = [];
  for (const other of others) {
    if (named(sharedTables, other.schema, other.name)) continue;
    const columns = await columnsWithTenants(audit, other);
    const why = [
      columns.length > 0 && `holds ids of tenants in ${columns.join(', ')}`,
      other.refers && `refers to ${other.refers}`,
    ].filter(Boolean);
    const open = other.walled ? await openPolicies(audit, other.name) : [];
    problems.push(...open);
    if (why.length > 0)
      problems.push({
        expected: `${expected} (tables, personTables, platformTables, or sharedTables with a reason)`,
        seen: `${other.schema}.${other.name} ${why.join(' and ')}, and is not`,
      });
    else if (other.walled && open.length === 0) unknown.push(`${other.schema}.${other.name}`);
  }
  if (problems.length === 0 && unknown.length > 0)
    throw new Blocked(
      `row level security is meant to hold ${unknown.join(', ')}, and nothing says between whom: add each to the policy, under tables, personTables or platformTables`,
    );
  return problems;
}

/** Views on tables of tenants look with the rights of whoever asks; a copy of such a table is no view. */
export async function views(audit: Audit): Promise<Problem[]> {
  const role = await audit.role();
  await tenantTables(audit);
  const found = await audit.rows<{ schema: string; name: string; kind: string; invoker: boolean }>(
    `with recursive ${tenantRelations(TABLES)},
     above(oid) as (
       select oid from tenant
       union
       select r.ev_class from above join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = above.oid
                                                    and d.classid = 'pg_rewrite'::regclass
                              join pg_rewrite r on r.oid = d.objid
     )
     select n.nspname as schema, c.relname as name, c.relkind as kind,
            coalesce(array_to_string(c.reloptions, ',') ~* 'security_invoker=(true|on|yes|1)', false) as invoker
       from above join pg_class c using (oid) join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('v', 'm')
        and (has_table_privilege($2, c.oid, 'SELECT, INSERT, UPDATE, DELETE') or has_any_column_privilege($2, c.oid, 'SELECT, INSERT, UPDATE'))
      order by 1, 2`,
    [audit.database.tenantColumn, role],
  );
  return found
    .filter(({ kind, invoker }) => kind === 'm' || !invoker)
    .map(({ schema, name, kind }) => ({
      expected: 'views that look with the rights of whoever asks (security_invoker)',
      seen:
        kind === 'm'
          ? `the materialized view ${schema}.${name} keeps rows of every tenant, and no policy can hold it`
          : `the view ${schema}.${name} looks with the rights of its owner`,
    }));
}

/** Functions run with the rights of whoever calls them, unless the policy says why not. */
export async function functions(audit: Audit): Promise<Problem[]> {
  const role = await audit.role();
  const found = await audit.rows<{ schema: string; name: string; owner: string }>(
    `select n.nspname as schema, p.proname as name, pg_get_userbyid(p.proowner) as owner
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.prosecdef and ${OWN_SCHEMA} and has_function_privilege($1, p.oid, 'EXECUTE')
        and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
      order by 1, 2`,
    [role],
  );
  return found
    .filter(({ schema, name }) => !named(audit.database.definerFunctions, schema, name))
    .map(({ schema, name, owner }) => ({
      expected:
        'functions that run with the rights of whoever calls them, or a reason under definerFunctions',
      seen: `${schema}.${name} runs with the rights of ${owner}`,
    }));
}

/** A foreign key between tables of tenants holds the tenant on both sides, so that no row can refer to a stranger's. */
export async function references(audit: Audit): Promise<Problem[]> {
  const described = await tenantTables(audit);
  const crossing = await audit.rows<{ name: string; child: string; parent: string }>(
    `with ${tenantRelations(TABLES)}
     select k.conname as name, c.relname as child, p.relname as parent
       from pg_constraint k join tenant c on c.oid = k.conrelid join tenant p on p.oid = k.confrelid
      where k.contype = 'f' and k.conparentid = 0
        and not exists (select from generate_subscripts(k.conkey, 1) i where k.conkey[i] = c.attnum and k.confkey[i] = p.attnum)
      order by 1`,
    [audit.database.tenantColumn],
  );
  return [
    ...crossing.map(({ name, child, parent }) => ({
      expected: `references from ${child} to ${parent} that hold the tenant on both sides`,
      seen: `${name} holds it on neither or on one`,
    })),
    ...described
      .filter(({ nullable }) => nullable)
      .map(({ name }) => ({
        expected: 'a tenant for every row, without which no reference is checked',
        seen: `the tenant column of ${name} may be null`,
      })),
  ];
}

/** Sequences of tables of tenants give out numbers, and neither tell how many were given nor are set. */
export async function sequences(audit: Audit): Promise<Problem[]> {
  const role = await audit.role();
  await tenantTables(audit);
  const found = await audit.rows<{ schema: string; name: string; rights: string }>(
    `with ${tenantRelations(TABLES)},
     used as (
       select d.objid as oid from pg_depend d join tenant t on t.oid = d.refobjid
        where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
       union
       select d.refobjid from pg_attrdef f join tenant t on t.oid = f.adrelid
                         join pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = f.oid and d.refclassid = 'pg_class'::regclass
     )
     select n.nspname as schema, c.relname as name, string_agg(p, ' and ' order by p) as rights
       from used join pg_class c using (oid) join pg_namespace n on n.oid = c.relnamespace, unnest(array['SELECT', 'UPDATE']) p
      where c.relkind = 'S' and has_sequence_privilege($2, c.oid, p) group by 1, 2 order by 1, 2`,
    [audit.database.tenantColumn, role],
  );
  return found.map(({ schema, name, rights }) => ({
    expected: 'sequences that only give out numbers (USAGE)',
    seen: `the role ${role} has ${rights} on ${schema}.${name}, which all tenants share`,
  }));
}
