/** The checks of the database gate from inside, as the application's own role. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { type Group, group, single } from './cells.ts';

export type TableCell = Cell & { table: string; attempt: TableAttempt };

export const TABLE_ATTEMPTS = [
  'forced',
  'policies',
  'select',
  'unset',
  'insert',
  'update',
  'move',
  'delete',
  'upsert',
  'planned',
  'settings',
] as const;
/** What is tried at a table of the platform. */
export const PLATFORM_ATTEMPTS = ['forced', 'policies', 'closed'] as const;
export type TableAttempt = (typeof TABLE_ATTEMPTS)[number] | (typeof PLATFORM_ATTEMPTS)[number];

const TITLES: Partial<Record<TableAttempt, (table: string) => string>> = {
  forced: (table) => `${table} has row level security enabled and forced`,
  policies: (table) => `every policy on ${table} asks for the tenant`,
  unset: (table) => `${table} shows nothing while no tenant is set`,
  move: (table) => `no row of ${table} can be moved to another tenant`,
  planned: (table) => `${table} holds against a statement that was planned for another tenant`,
  settings: (table) => `no setting but the tenant's opens ${table}`,
  closed: (table) => `the application's role gets nothing from ${table}, which is the platform's alone`,
};

export function tables(policy: Policy): Group<TableCell>[] {
  const { tables: ofTenants = [], personTables = [], platformTables = [] } = policy.database ?? {};
  const all: [string, readonly TableAttempt[]][] = [
    ...[...ofTenants, ...personTables.map(({ name }) => name)].map(
      (name): [string, readonly TableAttempt[]] => [name, TABLE_ATTEMPTS],
    ),
    ...platformTables.map((name): [string, readonly TableAttempt[]] => [name, PLATFORM_ATTEMPTS]),
  ];
  return all.flatMap(([table, attempts]) =>
    group<TableCell>(
      {
        title: `Row level security holds on the table ${table}`,
        gate: 'database',
        rule: 'rls-bypass',
        also: ['rls-missing'],
        feature: `table ${table}`,
      },
      attempts.map((attempt) => ({
        id: `database/table/${table}/${attempt}`,
        title:
          TITLES[attempt]?.(table) ??
          `the application's role gets nothing of another tenant from ${table}: ${attempt}`,
        table,
        attempt,
      })),
    ),
  );
}

export function databaseChecks() {
  return {
    readyUp: single(
      'database',
      'readiness-endpoint',
      'readiness',
      'ready/up',
      'Readiness says up while the database answers, and nothing more',
    ),
    role: single(
      'database',
      'database-privilege',
      'role',
      'role',
      "The application's role owns nothing and cannot bypass row level security",
    ),
    standing: single(
      'database',
      'database-privilege',
      'role',
      'standing',
      "The application's role raises nobody to a role of the platform",
    ),
    undescribed: single(
      'database',
      'rls-missing',
      'tables',
      'tables',
      "Every table that holds tenants' data is in the policy",
    ),
    views: single(
      'database',
      'rls-sidestepped',
      'views',
      'views',
      'Every view on the tables of tenants looks with the rights of whoever asks',
    ),
    functions: single(
      'database',
      'rls-sidestepped',
      'functions',
      'functions',
      'No function runs with the rights of its owner without a reason',
    ),
    references: single(
      'database',
      'reference-across-tenants',
      'references',
      'references',
      'Every reference between rows of tenants holds the tenant',
    ),
    sequences: single(
      'database',
      'database-privilege',
      'sequences',
      'sequences',
      'The sequences of the tables of tenants neither tell nor take numbers',
    ),
  };
}
