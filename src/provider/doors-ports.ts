import type { AccessPointPorts } from '#access-point';
import type { Accounts, Logins } from '#accounts';
import type { Logger } from '#config';
import type { LoginBrake } from '#doors/brakes';
import type { LogHeadsPorts } from '#doors/log-heads';
import type { IncomingPointPorts } from '#incoming-point';
import type { Blobs, LegalTime, MailStore, Monotonic, Random, Store } from '#ports';
import type { DoorPorts } from './running-provider.ts';

export interface DoorsPorts {
  readonly store: Store & MailStore;
  readonly blobs: Blobs;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly accounts: Accounts;
  readonly logins: Logins;
  readonly accessPoint: AccessPointPorts;
  readonly incomingPoint: IncomingPointPorts;
  ownRecord(): Uint8Array | undefined;
  /** Our log as others may see it. */
  readonly publishedLog: LogHeadsPorts;
  readonly log: Logger;
}

/** What every door is told. */
export interface CommonToDoors {
  readonly tls: { readonly key: string; readonly cert: string };
  readonly heloName: string;
  readonly blobs: Blobs;
  readonly monotonic: Monotonic;
  /** One for all doors: a guesser who is shut out of one is shut out of all. */
  readonly brake: LoginBrake;
  /** RFC 5322 date of legal time, now. */
  date(): string;
  onFault(fault: Error): void;
}

export interface OpenDoor {
  readonly port: number;
  close(): Promise<void>;
}

export type OpenedDoors = Partial<Record<keyof DoorPorts, OpenDoor>>;

/** Room for what a transport envelope adds to the largest message. */
export const ENVELOPE_BYTES = 1_048_576;
