import type { Issuing } from '#issuing';
import type { Digests, VirusScanner } from '#ports';
import type { DoorsPorts } from './doors-ports.ts';

/** What the offices behind the web door stand on, besides what every door has. */
export interface WebGround extends DoorsPorts {
  readonly digests: Digests;
  readonly issuing: Issuing;
  readonly scanner: VirusScanner;
}
