import type { SpecialUse } from '#ports';

/** One message as a source has it. */
export interface SourceMessage {
  /** Names it for good within this source: what was imported under a key is not imported again. */
  readonly key: string;
  readonly flags: readonly string[];
  /** Milliseconds; absent where the source does not know. */
  readonly internalDate?: number;
  /** What its octets must be, where the source knows. */
  readonly expected?: { readonly sha256: string; readonly size: number };
  /** The octets; may be asked for more than once. */
  octets(): AsyncIterable<Uint8Array>;
}

/** A source does not give this folder: the others may be good. */
export class UnreadableFolder extends Error {
  override name = 'UnreadableFolder';
}

export interface SourceFolder {
  /** Levels parted by `/`. */
  readonly name: string;
  readonly specialUse?: SpecialUse;
  /** How many messages, as far as is known before they are read. */
  readonly count: number;
  /** Oldest first. Throws UnreadableFolder. `isDone` may be asked to pass over what need not be read. */
  messages(isDone: (key: string) => boolean): AsyncIterable<SourceMessage>;
}

/** Where a mailbox comes from. */
export interface ImportSource extends AsyncDisposable {
  /** Says of one source that it is this one: a progress file is never gone on with from another. */
  readonly name: string;
  folders(): Promise<readonly SourceFolder[]>;
}
