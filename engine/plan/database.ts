/** The fixed checks of the database gate. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { type Group, group, single } from './cells.ts';

export type TableCell = Cell & { table: string; attempt: TableAttempt };

export const TABLE_ATTEMPTS = ['forced', 'select', 'insert', 'update', 'delete', 'unset'] as const;
export type TableAttempt = (typeof TABLE_ATTEMPTS)[number];

export function tables(policy: Policy): Group<TableCell>[] {
  return (policy.database?.tables ?? []).flatMap((table) =>
    group<TableCell>(
      {
        title: `Row level security holds on the table ${table}`,
        gate: 'database',
        rule: 'rls-bypass',
        also: ['rls-missing'],
        feature: `table ${table}`,
      },
      TABLE_ATTEMPTS.map((attempt) => ({
        id: `database/table/${table}/${attempt}`,
        title:
          attempt === 'forced'
            ? `${table} has row level security enabled and forced`
            : `the application's role gets nothing of another tenant from ${table}: ${attempt}`,
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
    readyDown: single(
      'database',
      'readiness-endpoint',
      'readiness',
      'ready/down',
      'Readiness says down while the database is cut off, and up again after it',
    ),
    role: single(
      'database',
      'database-privilege',
      'role',
      'role',
      "The application's role owns nothing and cannot bypass row level security",
    ),
    undescribed: single(
      'database',
      'rls-missing',
      'tables',
      'tables',
      'Every table with a tenant column is in the policy',
    ),
  };
}
