/** The parts of one running provider, which `main.ts` wires together. */
export { openDuties } from './duties.ts';
export { followLog } from './follow-log.ts';
export { foundProvider } from './found-provider.ts';
export { type HolderPace, holderPace } from './holder-pace.ts';
export { openTextIndexer, type TextIndexer, type TextIndexerPorts } from './index-texts.ts';
export { openDatabase } from './open-database.ts';
export { openDoors } from './open-doors.ts';
export { openIndex } from './open-index.ts';
export { openJobs } from './open-jobs.ts';
export { openRelay } from './open-relay.ts';
export { openScanner } from './open-scanner.ts';
export { openSigner } from './open-signer.ts';
export type { DoorPorts, ProviderWorld, RunningProvider } from './running-provider.ts';
export { sweepBlobs } from './sweep-blobs.ts';
export { sweepMessages } from './sweep-messages.ts';
