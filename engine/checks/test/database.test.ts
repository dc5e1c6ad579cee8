import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import type { Policy } from '../../../policy/types.ts';
import { ROOT } from '../../config/settings.ts';
import { PLATFORM_ATTEMPTS, TABLE_ATTEMPTS, type TableAttempt } from '../../plan/database.ts';
import { loadPolicy } from '../../policy/load.ts';
import { Blocked, type Problem } from '../../record/problem.ts';
import { tableHolds } from '../database/attempts.ts';
import { Audit, type AuditSettings } from '../database/audit.ts';
import { tablesWith } from '../database/behind.ts';
import { databaseRole } from '../database/catalogue.ts';
import { functions, references, sequences, undescribedTables, views } from '../database/objects.ts';
import { standing } from '../database/standing.ts';
import { type TestServer, startServer } from './server.ts';

const OWN = 'org_A';
const VICTIM = 'org_B';
const SELF = (column: string): string => `${column} = nullif(current_setting('app.person', true), '')`;
const ASKS = `tenant_id = nullif(current_setting('app.tenant_id', true), '')`;

const SCHEMA = `
  create role app login password 'app';
  create role auditor login password 'auditor';
  create role reader login password 'reader';
  create role owner;
  grant create on schema public to owner;
  set role owner;
  create table shops (tenant_id text not null, id int not null, code text not null, title text, primary key (tenant_id, id), unique (tenant_id, code));
  create table goods (tenant_id text not null, id int not null, shop int, primary key (tenant_id, id), foreign key (tenant_id, shop) references shops);
  create table members (tenant_id text not null, person text not null, primary key (tenant_id, person));
  create table people (id text primary key, mail text);
  create table logouts (person text not null, sid text not null, at timestamptz not null, primary key (person, sid));
  create table ledger (id int primary key, what text);
  create table kinds (id int primary key, name text);
  insert into shops select t, n, t || n from unnest(array['${OWN}', '${VICTIM}']) t, generate_series(1, 3) n;
  insert into goods select tenant_id, id, id from shops;
  insert into kinds values (1, 'a kind');
  insert into ledger values (1, 'an entry');
  insert into people values ('ann', 'a'), ('bob', 'b'), ('both', 'c');
  insert into members values ('${OWN}', 'ann'), ('${VICTIM}', 'bob'), ('${OWN}', 'both'), ('${VICTIM}', 'both');
  alter table shops enable row level security; alter table shops force row level security;
  alter table goods enable row level security; alter table goods force row level security;
  create policy wall on shops to app using (${ASKS}) with check (${ASKS});
  alter table members enable row level security; alter table members force row level security;
  alter table people enable row level security; alter table people force row level security;
  alter table logouts enable row level security; alter table logouts force row level security;
  alter table ledger enable row level security; alter table ledger force row level security;
  create policy wall on members to app using (${ASKS}) with check (${ASKS});
  create policy colleagues on people for select to app using (${SELF('id')} or exists (select from members m where m.person = people.id));
  create policy oneself on people for insert to app with check (${SELF('id')});
  create policy self on people for update to app using (${SELF('id')}) with check (${SELF('id')});
  create policy own on logouts to app using (${SELF('person')}) with check (${SELF('person')});
  create policy platform on ledger to owner using (true) with check (true);
  create policy wall on goods to app using (${ASKS}) with check (${ASKS});
  grant select, insert, update, delete on shops, goods to app;
  grant select on kinds to app, auditor;
  grant select, insert on people, members, logouts to app; grant update (mail) on people to app;
  grant select on shops, goods to reader;
  reset role;`;

let server: TestServer;
let superuser: pg.Client;
let policy: Policy;

const urlOf = (role: string): string => {
  const url = new URL(server.superuserUrl);
  url.username = role;
  url.password = role;
  return url.href;
};

async function audited<T>(
  role: string,
  use: (audit: Audit) => Promise<T>,
  rest: Partial<AuditSettings> = {},
): Promise<T> {
  const audit = new Audit({ policy, auditDatabaseUrl: urlOf(role), ...rest });
  try {
    return await use(audit);
  } finally {
    await audit.close();
  }
}

const table = (name: string, attempt: TableAttempt) => (audit: Audit) =>
  tableHolds(audit, {
    id: '',
    gate: 'database',
    rule: 'rls-bypass',
    feature: '',
    title: '',
    table: name,
    attempt,
  });

const CATALOGUE = { databaseRole, undescribedTables, views, functions, references, sequences };

before(async () => {
  server = await startServer();
  superuser = new pg.Client({ connectionString: server.superuserUrl });
  await superuser.connect();
  await superuser.query(SCHEMA);
  const whole = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
  policy = {
    ...whole,
    tenants: {
      a: { id: OWN, organization: 'a', display: 'A' },
      b: { id: VICTIM, organization: 'b', display: 'B' },
    },
    database: {
      tenantColumn: 'tenant_id',
      tenantSetting: 'app.tenant_id',
      tables: ['shops', 'goods', 'members'],
      personTables: [
        { name: 'people', person: 'id' },
        { name: 'logouts', person: 'person' },
      ],
      platformTables: ['ledger'],
      settings: [{ name: 'app.person', names: 'person', reason: 'a reason' }],
      people: { table: 'members', person: 'person', role: 'role' },
      definerFunctions: [{ name: 'public.allowed', reason: 'a reason' }],
      sharedTables: [{ name: 'registry', reason: 'a reason' }],
      patienceSeconds: 8,
      recoverySeconds: 10,
    },
  };
});
after(async () => {
  await superuser.end();
  await server.stop();
});

describe('an honest database', () => {
  for (const name of ['shops', 'goods', 'members', 'people', 'logouts'])
    for (const attempt of TABLE_ATTEMPTS)
      test(`holds at ${name}: ${attempt}`, async () =>
        assert.deepEqual(await audited('app', table(name, attempt)), []));
  for (const attempt of PLATFORM_ATTEMPTS)
    test(`holds at ledger: ${attempt}`, async () =>
      assert.deepEqual(await audited('app', table('ledger', attempt)), []));
  for (const [name, check] of Object.entries(CATALOGUE))
    test(`holds: ${name}`, async () => assert.deepEqual(await audited('app', check), []));
  test('raises nobody: there is nothing to raise anybody to', async () =>
    assert.deepEqual(await audited('app', standing), []));
  test('raises nobody, where there is', () =>
    changed(
      `alter table people add rank text check (rank = 'super_admin'), add is_staff boolean;
       alter table members add rank text check (rank in ('admin', 'viewer')); grant update (rank) on members to app;
       revoke insert on people from app; grant insert (id, mail) on people to app`,
      `alter table people drop rank, drop is_staff; alter table members drop rank; grant insert on people to app`,
      async () => assert.deepEqual(await audited('app', standing), []),
    ));
  test('is as it was: every attempt was rolled back', async () => {
    const { rows } = await superuser.query<{ n: string }>(
      `select count(*) as n from shops where title is null`,
    );
    assert.equal(rows[0]?.n, '6');
  });
  test('with exceptions that have a reason', async () => {
    await changed(
      `create function allowed() returns int language sql security definer as 'select 1';
       create table registry (tenant text); insert into registry values ('${OWN}'); grant select on registry to app;`,
      `drop function allowed; drop table registry;`,
      async () => {
        assert.deepEqual(await audited('app', functions), []);
        assert.deepEqual(await audited('app', undescribedTables), []);
      },
    );
  });
});

async function changed<T>(fault: string, undo: string, use: () => Promise<T>): Promise<T> {
  await superuser.query(`set role owner; ${fault}; reset role`);
  try {
    return await use();
  } finally {
    await superuser.query(`reset role; ${undo}`);
  }
}

type Check = (audit: Audit) => Promise<Problem[]>;

const OPEN_UPDATE = 'create policy open on shops for update to app using (true) with check (true)';
const FAULTS: [title: string, fault: string, undo: string, checks: [Check, RegExp][]][] = [
  [
    'a policy that lets everybody delete',
    'create policy open on shops for delete to app using (true)',
    'drop policy open on shops',
    [
      [table('shops', 'delete'), /rows deleted with no tenant set/],
      [table('shops', 'policies'), /the policy open does not ask for the tenant at DELETE/],
    ],
  ],
  [
    'a policy that lets everybody update',
    OPEN_UPDATE,
    'drop policy open on shops',
    [
      [table('shops', 'update'), /rows updated with no tenant set/],
      [table('shops', 'move'), /moved to another tenant/],
    ],
  ],
  [
    'new rows that are not checked',
    'create policy open on shops for insert to app with check (true)',
    'drop policy open on shops',
    [[table('shops', 'insert'), /inserted for another tenant .*23505/]],
  ],
  [
    'no tenant that means all',
    `alter policy wall on shops using (coalesce(nullif(current_setting('app.tenant_id', true), ''), tenant_id) = tenant_id)`,
    `alter policy wall on shops using (${ASKS})`,
    [
      [table('shops', 'unset'), /6 rows read with no tenant set/],
      [table('shops', 'select'), /with no tenant set/],
    ],
  ],
  [
    'a key without the tenant, and a policy that lets an upsert at it',
    `alter table shops add constraint code unique (code); ${OPEN_UPDATE}; create policy seen on shops for select to app using (true)`,
    'alter table shops drop constraint code; drop policy open on shops; drop policy seen on shops',
    [[table('shops', 'upsert'), /upserted by their key/]],
  ],
  [
    'no row level security',
    'alter table goods disable row level security',
    'alter table goods enable row level security',
    [
      [table('goods', 'forced'), /row level security is off/],
      [table('goods', 'select'), /3 rows of another tenant read/],
      [table('goods', 'update'), /3 rows of another tenant updated/],
      [table('goods', 'delete'), /3 rows of another tenant deleted/],
      [table('goods', 'insert'), /23505/],
      [table('goods', 'upsert'), /upserted/],
    ],
  ],
  [
    'row level security that is not forced',
    'alter table goods no force row level security',
    'alter table goods force row level security',
    [[table('goods', 'forced'), /it is not forced/]],
  ],
  [
    'a function that is asked once for each plan',
    `create function whose() returns text language plpgsql immutable as $f$begin return nullif(current_setting('app.tenant_id', true), ''); end$f$;
     alter policy wall on shops using (tenant_id = whose()) with check (tenant_id = whose())`,
    `alter policy wall on shops using (${ASKS}) with check (${ASKS}); drop function whose`,
    [
      [
        table('shops', 'planned'),
        /3 rows of another tenant read by the plan of another tenant with the tenant "org_A" set/,
      ],
    ],
  ],
  [
    'a function that is asked once for each plan, for new rows',
    `create function whose() returns text language plpgsql immutable as $f$begin return nullif(current_setting('app.tenant_id', true), ''); end$f$;
     alter policy wall on shops with check (tenant_id = whose())`,
    `alter policy wall on shops with check (${ASKS}); drop function whose`,
    [[table('shops', 'planned'), /rows inserted for another tenant by the plan .*23505/]],
  ],
  [
    'a function that is asked once for each plan, by a policy for deleting alone',
    `create function whose() returns text language plpgsql immutable as $f$begin return nullif(current_setting('app.tenant_id', true), ''); end$f$;
     create policy removed on shops for delete to app using (tenant_id = whose())`,
    'drop policy removed on shops; drop function whose',
    [[table('shops', 'planned'), /rows deleted by the plan of another tenant with the tenant "rubbish" set/]],
  ],
  [
    'a view with the rights of its owner',
    'create view list as select s.tenant_id from shops s; create view above as select * from list; grant select on above to app',
    'drop view above; drop view list',
    [[views, /the view public.above looks with the rights of its owner/]],
  ],
  [
    'a materialized view',
    'create materialized view kept as select tenant_id from shops; grant select on kept to app',
    'drop materialized view kept',
    [[views, /the materialized view public.kept/]],
  ],
  [
    'a function with the rights of its owner',
    `create function peek() returns setof shops language sql security definer as 'select * from shops'`,
    'drop function peek',
    [[functions, /public.peek runs with the rights of owner/]],
  ],
  [
    'a reference by id alone',
    'alter table shops add constraint only_id unique (id, code); alter table goods add code text; alter table goods add constraint by_id foreign key (shop, code) references shops (id, code)',
    'alter table goods drop column code; alter table shops drop constraint only_id',
    [[references, /by_id holds it on neither/]],
  ],
  [
    'a tenant that may be null',
    'alter table goods drop constraint goods_pkey; alter table goods alter tenant_id drop not null',
    'alter table goods add primary key (tenant_id, id)',
    [[references, /the tenant column of goods may be null/]],
  ],
  [
    'a sequence that tells and takes',
    "create sequence numbers; alter table goods alter id set default nextval('numbers'); grant all on sequence numbers to app",
    'alter table goods alter id drop default; drop sequence numbers',
    [[sequences, /SELECT and UPDATE on public.numbers/]],
  ],
  [
    'a forgotten table with the column',
    'create table more (tenant_id text not null)',
    'drop table more',
    [[undescribedTables, /public.more has the column tenant_id/]],
  ],
  [
    'a forgotten table with the values',
    `create table notes (of text); insert into notes values ('${VICTIM}'); grant select on notes to app`,
    'drop table notes',
    [[undescribedTables, /public.notes holds ids of tenants in of/]],
  ],
  [
    'a forgotten table below a tenant’s',
    'create table parts (tenant text, good int, foreign key (tenant, good) references goods)',
    'drop table parts',
    [[undescribedTables, /public.parts refers to goods/]],
  ],
  [
    'a forgotten table with the values in a document',
    `create table jobs (id int, payload jsonb); insert into jobs values (1, '{"for": "${VICTIM}_x"}'), (2, '{"for": ["${VICTIM}9"]}'); grant select on jobs to app;
     create table tasks (id int, payload jsonb, whose varchar(20)[]); insert into tasks values (1, '{"for": ["${VICTIM}"]}', '{x}'); grant select on tasks to app`,
    'drop table jobs; drop table tasks',
    [[undescribedTables, /^public.tasks holds ids of tenants in payload, and is not$/]],
  ],
  [
    'a forgotten table under row level security',
    `create table notes (of text, body text); insert into notes values ('${VICTIM}', 'x'); alter table notes enable row level security; alter table notes force row level security;
     create policy wall on notes to app using (of = nullif(current_setting('app.tenant_id', true), '')); grant select on notes to app; create policy seed on notes to owner using (true)`,
    'drop table notes',
    [[undescribedTables, /^public.notes holds ids of tenants in of, and is not$/]],
  ],
  [
    'a forgotten table under a policy that lets everybody in',
    `create table notes (body text); alter table notes enable row level security; create policy all_of_it on notes to app using (true)`,
    'drop table notes',
    [[undescribedTables, /the policy all_of_it does not ask for the tenant/]],
  ],
  [
    'people whom everybody sees',
    'alter policy colleagues on people using (true)',
    `alter policy colleagues on people using (${SELF('id')} or exists (select from members m where m.person = people.id))`,
    [
      [table('people', 'select'), /1 rows of another tenant read/],
      [table('people', 'unset'), /3 rows read with no tenant set/],
      [table('people', 'policies'), /the policy colleagues does not ask for the tenant at SELECT/],
    ],
  ],
  [
    'people whom everybody changes',
    `create policy fix on people for update to app using (${ASKS.replace('tenant_id', "'" + OWN + "'")}) with check (true); alter policy colleagues on people using (true)`,
    `drop policy fix on people; alter policy colleagues on people using (${SELF('id')} or exists (select from members m where m.person = people.id))`,
    [[table('people', 'update'), /1 rows of another tenant updated/]],
  ],
  [
    'logouts that everybody sees and makes, of which there is none',
    'alter policy own on logouts using (true) with check (true)',
    `alter policy own on logouts using (${SELF('person')}) with check (${SELF('person')})`,
    [
      [table('logouts', 'select'), /1 rows of another tenant read/],
      [table('logouts', 'insert'), /inserted for another tenant .*23505/],
    ],
  ],
  [
    'a table of the platform that everybody reads',
    'grant select on ledger to app; create policy shown on ledger for select to app using (true)',
    'revoke select on ledger from app; drop policy shown on ledger',
    [
      [table('ledger', 'closed'), /1 rows of the platform got by SELECT/],
      [table('ledger', 'policies'), /the policy shown/],
    ],
  ],
  [
    'a switch that opens everything',
    `alter policy wall on shops using (${ASKS} or current_setting('app.bypass', true) = 'on')`,
    `alter policy wall on shops using (${ASKS})`,
    [
      [
        table('shops', 'settings'),
        /3 rows of another tenant read with the tenant "org_A" and app.bypass = "on" set/,
      ],
    ],
  ],
  [
    'a switch with a word of its own, in a function',
    `create function is_job() returns boolean language sql as $$ select current_setting('app.job', true) = 'night-run' $$;
     create policy jobs on shops for update to app using (is_job()) with check (is_job())`,
    'drop policy jobs on shops; drop function is_job',
    [[table('shops', 'settings'), /rows updated with .* app.job = "night-run" set/]],
  ],
  [
    'the person in place of the tenant',
    `create policy mine on goods for select to app using (exists (select from members m where m.tenant_id = goods.tenant_id) or ${SELF("'bob'")})`,
    'drop policy mine on goods',
    [[table('goods', 'settings'), /3 rows of another tenant read with .* app.person = "bob" set/]],
  ],
  [
    'a setting that nobody states, and that opens nothing that was tried',
    `alter policy wall on goods using (${ASKS} or md5(current_setting('app.key', true)) = '0')`,
    `alter policy wall on goods using (${ASKS})`,
    [[table('goods', 'settings'), /^they ask for app.key, which the policy does not name$/]],
  ],
  [
    'rows with a word of their own, which are taken for whichever tenant',
    `alter policy wall on shops with check (${ASKS} or title = 'refused')`,
    `alter policy wall on shops with check (${ASKS})`,
    [[table('shops', 'insert'), /inserted for another tenant .*23505/]],
  ],
  [
    'a role of the platform that people give themselves',
    `alter table people add rank text check (rank = 'super_admin'); grant update (rank) on people to app`,
    'alter table people drop rank',
    [
      [
        standing,
        /^people.rank becomes "super_admin" in 1 rows with the tenant "org_A" and app.person = "ann" set$/,
      ],
    ],
  ],
  [
    'a role of the platform that whoever is new comes with, among several',
    `create type rank as enum ('guest', 'super_admin'); alter table people add ranks rank[]; grant insert on people to app`,
    'alter table people drop ranks; drop type rank',
    [
      [
        standing,
        /^people.ranks becomes \["super_admin"\] in a new row of whoever comes for the first time: 1 rows$/,
      ],
    ],
  ],
  [
    'a flag of the platform that people set in every row of their tenant',
    'alter table members add is_staff boolean; grant update (is_staff) on members to app',
    'alter table members drop is_staff',
    [[standing, /^members.is_staff becomes true in 2 rows/]],
  ],
  [
    'a role that is bound by nothing',
    'reset role; alter role app bypassrls; grant owner to app',
    'alter role app nobypassrls; revoke owner from app',
    [[databaseRole, /bypasses row level security[\s\S]*owns \d+ relations/]],
  ],
  [
    'a member of a role that is bound by nothing',
    'reset role; create role strong bypassrls; create role middle; grant strong to middle; grant middle to app',
    'drop role strong; drop role middle',
    [[databaseRole, /is a member of strong/]],
  ],
  [
    'rights beside the policies',
    'grant truncate, references on shops to app; reset role; grant create on schema public to app',
    'revoke truncate, references on shops from app; revoke create on schema public from app',
    [
      [
        databaseRole,
        /REFERENCES on shops, TRUNCATE on shops[\s\S]*may create relations of its own in the schema public/,
      ],
    ],
  ],
  [
    'rights for everybody',
    'grant select on shops to public; alter default privileges grant select on tables to public',
    'revoke select on shops from public; alter default privileges for role owner revoke select on tables from public',
    [[databaseRole, /SELECT on every new table[\s\S]*SELECT on shops/]],
  ],
];

describe('found:', () => {
  for (const [title, fault, undo, checks] of FAULTS)
    test(title, () =>
      changed(fault, undo, async () => {
        for (const [check, message] of checks) {
          const problems = await audited('app', check);
          assert.match(problems.map(({ seen }) => seen).join('\n'), message);
        }
      }),
    );
});

test('a bypass that the policy states is one', async () => {
  const stated = { name: 'app.bypass', names: 'bypass' as const, reason: 'a reason' };
  const before = policy;
  policy = { ...policy, database: policy.database && { ...policy.database, settings: [stated] } };
  try {
    await changed(
      `alter policy wall on shops using (${ASKS} or current_setting('app.bypass', true) = 'on')`,
      `alter policy wall on shops using (${ASKS})`,
      async () => assert.deepEqual(await audited('app', table('shops', 'settings')), []),
    );
  } finally {
    policy = before;
  }
});

test('the column that the policy names is one of the platform, whatever it may hold', async () => {
  const before = policy;
  const { database } = before;
  const platform = { table: 'people', person: 'id', role: 'title' };
  const people = { table: 'members', person: 'person', role: 'role', platform };
  policy = { ...before, database: database && { ...database, people } };
  try {
    await changed(
      'alter table people add title text; grant update (title) on people to app',
      'alter table people drop title',
      async () => assert.match((await audited('app', standing))[0]?.seen ?? '', /^people.title becomes/),
    );
  } finally {
    policy = before;
  }
});

describe('what cannot be verified is blocked:', () => {
  const rows = TABLE_ATTEMPTS.filter(
    (attempt) => attempt !== 'forced' && attempt !== 'policies' && attempt !== 'settings',
  );
  const blocked = (message: RegExp) => (error: unknown) => {
    assert.ok(error instanceof Blocked, String(error));
    assert.match(error.message, message);
    return true;
  };

  for (const attempt of rows)
    test(`${attempt} by a role that may read the catalogue only`, () =>
      assert.rejects(
        audited('auditor', table('shops', attempt)),
        blocked(/permission denied: the role auditor/),
      ));
  for (const attempt of ['insert', 'update', 'move', 'delete', 'upsert'] as const)
    test(`${attempt} by a role that may only read`, () =>
      assert.rejects(
        audited('reader', table('shops', attempt)),
        blocked(/the role reader may write no table/),
      ));
  test('what raises people, by a role that may only read', () =>
    assert.rejects(audited('reader', standing), blocked(/the role reader may write no table/)));
  test('that role reads, and finds nothing', async () => {
    await changed(
      'create policy reading on shops for select to reader using (' + ASKS + ')',
      'drop policy reading on shops',
      async () => assert.deepEqual(await audited('reader', table('shops', 'select')), []),
    );
  });

  for (const [name, check] of Object.entries({ databaseRole, views, functions, sequences }))
    test(`${name} of a role that is not the application's`, () =>
      assert.rejects(audited('auditor', check), blocked(/name that one in AUDIT_DATABASE_ROLE/)));
  test('the catalogue is read by that role for the one that is named', async () => {
    const named = { auditDatabaseRole: 'app' };
    for (const check of Object.values(CATALOGUE))
      assert.deepEqual(await audited('auditor', check, named), []);
    for (const attempt of ['forced', 'policies'] as const)
      assert.deepEqual(await audited('auditor', table('shops', attempt), named), []);
    await changed('grant truncate on shops to app', 'revoke truncate on shops from app', async () =>
      assert.match((await audited('auditor', databaseRole, named))[0]?.seen ?? '', /the role app .*TRUNCATE/),
    );
  });

  test('a table without rows of the victim', () =>
    changed(
      `reset role; delete from goods where tenant_id = '${VICTIM}'`,
      `insert into goods select tenant_id, id, id from shops where tenant_id = '${VICTIM}'`,
      () => assert.rejects(audited('app', table('goods', 'select')), blocked(/no rows of org_B to miss/)),
    ));
  test('a table under row level security of which nothing is known', () =>
    changed(
      'create table notes (body text); alter table notes enable row level security',
      'drop table notes',
      () =>
        assert.rejects(
          audited('app', undescribedTables),
          blocked(/public.notes, .*under tables, personTables or platformTables/),
        ),
    ));
  test('a forgotten table that the application may read and the connection may not', () =>
    changed('create table notes (body text); grant select on notes to app', 'drop table notes', () =>
      assert.rejects(
        audited('auditor', undescribedTables, { auditDatabaseRole: 'app' }),
        blocked(/may not read what the application's role may \(body\)/),
      ),
    ));
  test('a setting whose name is computed', () =>
    changed(
      `create policy more on shops to app using (current_setting('app.' || code, true) = 'on')`,
      'drop policy more on shops',
      () => assert.rejects(audited('app', table('shops', 'settings')), blocked(/whose name is computed/)),
    ));
  test('a table of the platform that the role may read, and in which nothing shows', () =>
    changed('grant select on ledger to app', 'revoke select on ledger from app', () =>
      assert.rejects(audited('app', table('ledger', 'closed')), blocked(/right to SELECT on ledger/)),
    ));
  test('a table that is not there', () =>
    assert.rejects(audited('app', table('absent', 'forced')), blocked(/there is no table absent/)));
  test('no connection', () =>
    assert.rejects(new Audit({ policy }).rows('select 1'), blocked(/set AUDIT_DATABASE_URL/)));
  test('a connection that is refused, whose password stays out of the reason', () =>
    assert.rejects(
      new Audit({ policy, auditDatabaseUrl: 'postgresql://app:hush@127.0.0.1:1/x' }).rows('select 1'),
      (error) => blocked(/cannot be reached/)(error) && !(error as Error).message.includes('hush'),
    ));
});

test('what a tenant has is found where it is, and what is of another, or of another database, is not', async () => {
  const holding = (text: string): Promise<string[]> =>
    audited('app', (audit) => tablesWith(audit, OWN, text));
  assert.deepEqual(await holding(`${OWN}1`), ['shops']);
  assert.deepEqual(await holding(`${VICTIM}1`), []);
  assert.deepEqual(await holding('nowhere'), []);
});
