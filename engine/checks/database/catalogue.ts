/** What the catalogue says of the tables of tenants and of the role that the application uses. */
import { type RowPolicy, openIn } from '../../oracle/policies.ts';
import { Blocked, type Problem } from '../../record/problem.ts';
import { type Audit, OWN_SCHEMA } from './audit.ts';

/** Row level security is enabled, holds the owner too, and has policies for reading and for writing. */
export async function walls(audit: Audit, table: string): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { oid, qualified } of await audit.relations(table)) {
    const [found] = await audit.rows<{ enabled: boolean; forced: boolean; reads: boolean; writes: boolean }>(
      `select c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
              exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd in ('*', 'r') and p.polqual is not null) as reads,
              exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd in ('*', 'a') and coalesce(p.polwithcheck, p.polqual) is not null) as writes
         from pg_class c where c.oid = $1::oid`,
      [oid],
    );
    if (!found) throw new Blocked(`the table ${table} went away`);
    const missing = [
      !found.enabled && 'row level security is off',
      !found.forced && 'it is not forced',
      !found.reads && 'no policy for reading',
      !found.writes && 'no policy for writing',
    ].filter(Boolean);
    if (missing.length > 0)
      problems.push({
        rule: 'rls-missing',
        expected: `forced row level security on ${qualified}, for reading and writing`,
        seen: missing.join(', '),
      });
  }
  return problems;
}

/** The policies of a relation that apply to the application's role. */
export async function policiesOf(audit: Audit, oid: string): Promise<RowPolicy[]> {
  return audit.rows<RowPolicy & Record<string, unknown>>(
    `select p.polname as name, p.polcmd as command, p.polpermissive as permissive,
            pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as check,
            exists (select from pg_depend d where d.classid = 'pg_policy'::regclass and d.objid = p.oid
                      and (d.refclassid = 'pg_proc'::regclass
                           or (d.refclassid = 'pg_class'::regclass and d.refobjid <> p.polrelid))) as "asksElsewhere"
       from pg_policy p
      where p.polrelid = $1::oid
        and exists (select from unnest(p.polroles) r
                     where case when r = 0 then true else pg_has_role($2, r, 'MEMBER') end)
      order by 1`,
    [oid, await audit.role()],
  );
}

/** Every policy that applies to the application's role asks for the tenant, or for the person whose row it is. */
export async function openPolicies(audit: Audit, table: string): Promise<Problem[]> {
  const { tenantSetting, personTables } = audit.database;
  const isOfPeople = personTables.some(({ name }) => name === table);
  const asked = [tenantSetting, ...(isOfPeople ? audit.personSettings : [])];
  const problems: Problem[] = [];
  for (const { oid, qualified } of await audit.relations(table))
    problems.push(
      ...openIn(await policiesOf(audit, oid), asked).map((seen) => ({
        expected: `policies on ${qualified} that ask for ${asked.length > 1 ? 'the tenant or the person' : 'the tenant'}`,
        seen,
      })),
    );
  return problems;
}

/** Attributes, memberships and ownership of the role that the application uses, and what is open to everybody. */
export async function databaseRole(audit: Audit): Promise<Problem[]> {
  const name = await audit.role();
  const tables = audit.described;
  const [role] = await audit.rows<{
    super: boolean;
    bypass: boolean;
    create_role: boolean;
    create_db: boolean;
    owns: string;
    member: string | null;
    sidesteps: string | null;
    creates: string | null;
  }>(
    `with tenant as (
       select c.oid, c.relname, n.oid as schema, n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relname = any($2) and c.relkind in ('r', 'p', 'f') and ${OWN_SCHEMA}
     )
     select r.rolsuper as super, r.rolbypassrls as bypass, r.rolcreaterole as create_role, r.rolcreatedb as create_db,
            (select count(*) from pg_class c where pg_has_role(r.oid, c.relowner, 'MEMBER')) as owns,
            (select string_agg(g.rolname, ', ' order by g.rolname) from pg_roles g
              where g.oid <> r.oid and (g.rolsuper or g.rolbypassrls) and not r.rolsuper
                and pg_has_role(r.oid, g.oid, 'MEMBER')) as member,
            (select string_agg(distinct p || ' on ' || t.relname, ', ') from tenant t, unnest(array['TRUNCATE', 'REFERENCES', 'TRIGGER']) p
              where has_table_privilege(r.oid, t.oid, p)) as sidesteps,
            (select string_agg(distinct t.nspname, ', ') from tenant t where has_schema_privilege(r.oid, t.schema, 'CREATE')) as creates
       from pg_roles r where r.rolname = $1`,
    [name, tables],
  );
  if (!role) throw new Blocked('the role cannot be read from the catalogue');
  const open = await audit.rows<{ what: string }>(
    `select distinct a.privilege_type || ' on ' || c.relname as what
       from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
      where c.relname = any($1) and a.grantee = 0 and ${OWN_SCHEMA}
     union
     select distinct a.privilege_type || ' on ' || c.relname || '.' || t.attname
       from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
      where c.relname = any($1) and a.grantee = 0 and ${OWN_SCHEMA}
     union
     select distinct a.privilege_type || ' on every new table'
       from pg_default_acl d, aclexplode(d.defaclacl) a where d.defaclobjtype = 'r' and a.grantee = 0
     order by 1`,
    [tables],
  );
  const rights = [
    role.super && 'is a superuser',
    role.bypass && 'bypasses row level security',
    role.create_role && 'may create roles',
    role.create_db && 'may create databases',
    Number(role.owns) > 0 && `owns ${role.owns} relations, by itself or as a member of their owner`,
    role.member && `is a member of ${role.member}, which row level security does not bind`,
    role.sidesteps && `has rights that row level security does not hold: ${role.sidesteps}`,
    role.creates && `may create relations of its own in the schema ${role.creates}`,
  ].filter(Boolean);
  return [
    ...rights.map((right) => ({
      expected: 'a role that owns nothing and bypasses nothing',
      seen: `the role ${name} ${String(right)}`,
    })),
    ...open.slice(0, 3).map(({ what }) => ({
      expected: 'rights for roles by name, and none for everybody',
      seen: `everybody (PUBLIC) has the right to ${what}`,
    })),
  ];
}
