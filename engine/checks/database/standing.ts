/**
 * What the application's role can make of people: where a row says what somebody is on the whole platform, nobody may be
 * raised to it on the way of the application, whichever rows the policies let at. Tried for real, and rolled back.
 */
import { randomUUID } from 'node:crypto';
import { literalsIn } from '../../oracle/policies.ts';
import { Blocked, type Problem } from '../../record/problem.ts';
import { type Audit, type Context, type Relation, type Statement, quote } from './audit.ts';
import { type Subject, inserting, madeUp, nameOf, peopleOf, twoTenants } from './subject.ts';

/** A column that says what somebody is on the platform, and a value that raises. */
interface Standing {
  column: string;
  value: string | string[] | true;
}

interface Column extends Record<string, unknown> {
  name: string;
  /** As in `pg_type.typcategory`. */
  category: string;
  checks: string[];
  labels: string[];
}

/** Names of flags that tell people of the platform from others. */
const FLAG = /super|platform|staff|root|sys_?admin/i;

/** Texts, names of an enumeration, and lists of either. */
const WRITTEN = ['S', 'E', 'A'];

/** The tables that hold people, and the column of each for whose row it is. */
function tablesOfPeople({ database }: Audit): Map<string, string> {
  const { people, personTables } = database;
  const tables = new Map(personTables.map(({ name, person }) => [name, person]));
  for (const place of [people, people?.platform])
    if (place && !tables.has(place.table)) tables.set(place.table, place.person);
  return tables;
}

const platformRoles = ({ policy }: Audit): string[] =>
  Object.entries(policy.roles).flatMap(([name, { scope }]) => (scope === 'platform' ? [name] : []));

/** The columns that hold a role of the platform: by the policy, by what they may hold, or by the name of a flag. */
async function standingsOf(audit: Audit, table: string, { oid }: Relation): Promise<Standing[]> {
  const place = audit.database.people?.platform;
  const roles = platformRoles(audit);
  const columns = await audit.rows<Column>(
    `select a.attname::text as name, t.typcategory::text as category,
            array(select pg_get_constraintdef(k.oid) from pg_constraint k
                   where k.conrelid = a.attrelid and k.contype = 'c' and a.attnum = any(k.conkey)) as checks,
            array(select e.enumlabel::text from pg_enum e where e.enumtypid in (t.oid, t.typelem)) as labels
       from pg_attribute a join pg_type t on t.oid = a.atttypid
      where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum`,
    [oid],
  );
  return columns.flatMap(({ name, category, checks, labels }): Standing[] => {
    if (category === 'B') return FLAG.test(name) ? [{ column: name, value: true }] : [];
    if (!WRITTEN.includes(category)) return [];
    const holds = [...labels, ...checks.flatMap(literalsIn)];
    const stated = place?.table === table && place.role === name;
    return roles
      .filter((role) => stated || holds.includes(role))
      .map((role) => ({ column: name, value: category === 'A' ? [role] : role }));
  });
}

const mayWrite = async (audit: Audit, { oid }: Relation, column: string, statement: Statement) => {
  const [found] = await audit.rows<{ may: boolean }>(
    'select has_column_privilege($1::oid, $2::text, $3) as may',
    [oid, column, statement],
  );
  return found?.may === true;
};

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';

/** What a statement wrote within a context, in words and undone; undefined where the database would not have it. */
async function written(
  { audit, contexts }: Subject,
  context: Context,
  sql: string,
  values: unknown[],
): Promise<string | undefined> {
  try {
    const rows = await audit.rolledBack(context, () => audit.run(sql, values));
    return rows > 0 ? `${rows} rows` : undefined;
  } catch (error) {
    const code = codeOf(error);
    // A column that does not take the value raises nobody; a policy or a trigger that refuses the row holds.
    if (['23514', '42501', '44000'].includes(code) || code.startsWith('P0')) return undefined;
    if (code.startsWith('23')) return `rows, but for a constraint (${code})`;
    // A policy that misses a setting refuses, too.
    if (context !== contexts[0] && /^(?:22|42)/.test(code)) return undefined;
    throw error;
  }
}

/** Contexts of a person, the fullest first. */
const contextsOf = (audit: Audit, person: string, tenant: string): [Context, ...Context[]] => {
  const alone = Object.fromEntries(audit.personSettings.map((name) => [name, person]));
  const { tenantSetting } = audit.database;
  return [{ ...alone, [tenantSetting]: tenant }, { [tenantSetting]: tenant }, alone];
};

/** What can be raised in one table; undefined when nothing can. */
async function raised(
  audit: Audit,
  table: string,
  column: string,
  at: Relation,
): Promise<string | undefined> {
  const standings = await standingsOf(audit, table, at);
  const [tenant] = twoTenants(audit);
  for (const { column: raises, value } of standings) {
    const becomes = `${table}.${raises} becomes ${JSON.stringify(value)}`;
    const subjectFor = (own: string): Subject => {
      const contexts = contextsOf(audit, own, tenant);
      return { audit, table, at, column, own, victim: own, contexts, victims: contexts[0] };
    };
    if (await mayWrite(audit, at, raises, 'UPDATE')) {
      const [person] = await peopleOf(audit, tenant);
      if (person === undefined) throw new Blocked(`nobody is in ${tenant}, so nobody can be raised`);
      const subject = subjectFor(person);
      const sql = `update ${at.qualified} set ${quote(raises)} = $1`;
      for (const context of subject.contexts) {
        const seen = await written(subject, context, sql, [value]);
        if (seen !== undefined) return `${becomes} in ${seen} with ${nameOf(subject, context)} set`;
      }
    }
    if (await mayWrite(audit, at, raises, 'INSERT')) {
      // Somebody who comes for the first time.
      const subject = subjectFor(randomUUID());
      const row = { ...(await madeUp(subject)), [raises]: value };
      const sql = inserting(subject, Object.keys(row));
      const seen = await written(subject, subject.contexts[0], sql, [JSON.stringify(row)]);
      if (seen !== undefined) return `${becomes} in a new row of whoever comes for the first time: ${seen}`;
    }
  }
  return undefined;
}

/** Nobody is made one of the platform's people with the rights that the application's role has. */
export async function standing(audit: Audit): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [table, column] of tablesOfPeople(audit)) {
    // Whoever is not the application's role proves nothing by what it may not write.
    await audit.may('UPDATE', table);
    for (const at of await audit.relations(table)) {
      const seen = await raised(audit, table, column, at);
      if (seen !== undefined)
        problems.push({
          expected: 'rights of the application’s role that raise nobody to a role of the platform',
          seen,
        });
    }
  }
  return problems;
}
