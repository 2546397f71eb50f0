import type { Logger } from '#config';
import type { Instant } from '#pec';
import type { LegalTime, Monotonic, Random, Store } from '#ports';
import type { ProviderIndex } from '#provider-index';
import type { LogListener } from './follow-log.ts';

/** What a provider can't make itself: time, chance, and where to say what the machine does. */
export interface ProviderWorld {
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly log: Logger;
}

/** Where the doors listen; those not opened are absent. */
export interface DoorPorts {
  readonly submission?: number;
  readonly submissions?: number;
  readonly reception?: number;
  readonly imap?: number;
  readonly imaps?: number;
  readonly pop3?: number;
  readonly pop3s?: number;
  readonly autoconfig?: number;
  readonly web?: number;
  readonly ownRecord?: number;
  readonly log?: number;
}

export interface RunningProvider {
  readonly ports: DoorPorts;
  readonly store: Store;
  readonly index: ProviderIndex;
  /** Resolves when no job can run now. */
  settle(): Promise<void>;
  /** Fetches the index and the revocation lists now. */
  refresh(): Promise<void>;
  /** Does what the clock owes now. */
  runDue(): Promise<void>;
  nextDue(): Promise<Instant | undefined>;
  /** Tells of each record of the message log as it is written; returns how to stop. */
  onLog(listener: LogListener): () => void;
  stop(): Promise<void>;
}
