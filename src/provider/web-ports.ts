import type { Issuing } from '#issuing';
import type { Digests, LogArchive, VirusScanner } from '#ports';
import type { DoorsPorts } from './doors-ports.ts';
import type { LogFollower } from './follow-log.ts';

/** What the offices behind the web door stand on, besides what every door has. */
export interface WebGround extends DoorsPorts {
  readonly store: DoorsPorts['store'] & LogArchive;
  readonly digests: Digests;
  readonly issuing: Issuing;
  readonly scanner: VirusScanner;
  /** New records of the message log, in order, whichever process writes them. */
  readonly follower: LogFollower;
}
