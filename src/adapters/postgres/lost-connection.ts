import type pg from 'pg';
import { sqlState } from './connection.ts';
import { UnsafeDatabase } from './refuse-unsafe.ts';

/** A fault of the world: nothing of the change was recorded, or nobody can know. */
export class LostConnection extends Error {
  override name = 'LostConnection';
}

/** Errors that the server answered while the session lives go through; all others mean the session is gone. */
export function orLost(error: unknown): never {
  const alive = sqlState(error) !== undefined && (error as pg.DatabaseError).severity === 'ERROR';
  if (alive || error instanceof UnsafeDatabase) throw error;
  throw new LostConnection(`the database cannot be reached: ${error instanceof Error ? error.message : error}`, {
    cause: error,
  });
}
