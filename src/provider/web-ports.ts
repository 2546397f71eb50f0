import type { PostgresStore } from '#adapters/postgres';
import type { IpaDirectory } from '#administration';
import type { Issuing } from '#issuing';
import type { FolderViews } from '#mailbox';
import type { ProviderRecord } from '#pec';
import type { CurrentSigner, Digests, LogArchive, VirusScanner } from '#ports';
import type { Ground } from '#sign-in';
import type { DoorsPorts } from './doors-ports.ts';
import type { LogFollower } from './follow-log.ts';
import type { Notifying } from './open-notifying.ts';
import type { Teamwork } from './open-teamwork.ts';
import type { SendingGate } from './sending-gate.ts';

/** What all doors are opened with. */
export interface DoorsGround extends DoorsPorts {
  readonly store: DoorsPorts['store'] & LogArchive & Pick<PostgresStore, 'trafficCounts' | 'hourCounts' | 'onCards'>;
  readonly digests: Digests;
  readonly issuing: Issuing;
  readonly currentSigner: CurrentSigner;
  readonly scanner: VirusScanner;
  /** Imported IPA data: kept once, for all who ask. */
  readonly directory: IpaDirectory;
  /** New records of the message log, in order, whichever process writes them. */
  readonly follower: LogFollower;
  readonly notifying: Notifying;
  /** Of the index of providers. */
  records(): readonly ProviderRecord[];
  readonly teamwork: Teamwork;
}

/** What the offices behind the web door stand on. */
export interface WebGround extends DoorsGround {
  /** Who signs in, and how. */
  readonly signIn: Ground;
  /** What every message of a holder passes before the access point has it. */
  readonly gate: SendingGate;
  readonly views: FolderViews;
}
