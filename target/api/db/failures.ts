/** Telling the failures of a database apart: it is away, it refuses a value, or we made a mistake. */
import pg from 'pg';

/** No connection, or a connection that broke or took too long. */
export class DatabaseUnavailable extends Error {
  constructor(cause: unknown) {
    super('database unavailable', { cause });
    this.name = 'DatabaseUnavailable';
  }
}

/** Connection exception, insufficient resources, operator intervention, lock not available, read only. */
const UNAVAILABLE = /^(08|53|57|55P03|25006|25P03)/;

/** Whether waiting and trying again may help. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseUnavailable) return true;
  return error instanceof pg.DatabaseError && UNAVAILABLE.test(error.code ?? '');
}

/** A value that must be unique within its tenant is taken. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505';
}

/** Something else refers to the row, or the row refers to something that is not there. */
export function isReferenceViolation(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23503';
}
