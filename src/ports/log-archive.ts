import type { Instant } from '#pec';
import type { NamedDocument, Quarantined } from './store.ts';

/** What sealing and disclosing the log need of the store, beside `searchLog` and `commit`. The simulated world has no need of it. */
export interface LogArchive {
  /**
   * A position that nothing can slip behind: waits for records being written now, and answers the highest position. No record will
   * ever appear at or below it later, from whatever process.
   */
  logCut(): Promise<number>;
  /** Makes room for the records of these months, both included (`2026-11`). Records of a month without room of its own are kept all the same. */
  openLogMonths(first: string, last: string): Promise<void>;
  /** Documents whose names begin with `prefix`, in the order of their names, after the name `after`. */
  documents(
    prefix: string,
    options: { readonly limit: number; readonly after?: string },
  ): Promise<readonly NamedDocument[]>;
}

/** Where the sealed files of the log are. Names: `2026-11-22.log`, `2026-11-22.log.p7s`, … letters, digits, `.` and `-`. */
export interface LogFiles {
  /** Writes a whole file, or nothing: durable, its folder too, when it resolves. A file of that name is replaced. */
  write(
    name: string,
    source: AsyncIterable<Uint8Array> | Uint8Array,
  ): Promise<{ readonly size: number; readonly sha256: string }>;
  /** The octets from `start`, in pieces; throws when there is no such file. */
  read(name: string, start?: number): AsyncIterable<Uint8Array>;
  /** Octets of the file; undefined when there is none. */
  size(name: string): Promise<number | undefined>;
  /** Names that begin with `prefix`, in order. */
  list(prefix: string): Promise<readonly string[]>;
  remove(name: string): Promise<void>;
}

/** What only the owner of the database may do: removing, whole, what was kept long enough (spec 15.5). Never in the hands of the server. */
export interface LogPurge {
  /** The months that have room of their own (`2026-11`), oldest first, each with the highest position in it; 0: none. */
  months(): Promise<readonly { readonly month: string; readonly lastSeq: number }[]>;
  /** Removes a month with all its records. */
  dropMonth(month: string): Promise<void>;
  /** Infected messages put away before this instant, oldest first. */
  quarantinedBefore(at: Instant, limit: number): Promise<readonly Quarantined[]>;
  removeQuarantined(ids: readonly string[]): Promise<void>;
}
