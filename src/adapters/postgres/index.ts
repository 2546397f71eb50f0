/** The Store on PostgreSQL, the cluster that comes with it, and the check of what stands in it. */

export type { Finding, RuleText } from './check-finding.ts';
export {
  type CheckResult,
  checkInvariants,
  checkMessage,
  checkStore,
  checkStoreAlone,
  type InvariantCheck,
  STORE_RULES,
} from './check-invariants.ts';
export { type PostgresConnection, type PostgresTarget, roleOf } from './connection.ts';
export {
  type DatabaseRole,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  removeEmbeddedPostgres,
  runningPostgres,
  startEmbeddedPostgres,
} from './embedded.ts';
export type { ProgramKind } from './embedded-programs.ts';
export { openLogPurge } from './log-purge.ts';
export { LostConnection } from './lost-connection.ts';
export { migrate, SCHEMA_VERSION } from './migrate.ts';
export { openPostgresStore, type PostgresStore, type PostgresStoreOptions } from './open-store.ts';
export { UnsafeDatabase } from './refuse-unsafe.ts';
export { openStoreLoad, type StoreLoad, UnfitDatabase } from './store-load.ts';
export { openStoreSnapshot, type SnapshotHead, type StoreSnapshot } from './store-snapshot.ts';
