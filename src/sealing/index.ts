/** The office that seals the log: closes its days, signs and time-stamps them, and verifies what was sealed (spec 11.6, 15.3). */
export { type Collected, collectCountersignatures } from './collect-countersignatures.ts';
export { type LogState, readState, stateOf } from './log-state.ts';
export { type PublishedLogPorts, publishedLog } from './published-log.ts';
export { KEPT_MONTHS, type Purgeable, type PurgePorts, provenNow, purgeable, purgeLog } from './purge-log.ts';
export { saltsOf } from './salts.ts';
export { openSealing, type Sealed, type Sealing } from './seal-due.ts';
export type { SealingPorts } from './sealing-ports.ts';
export { type SealingStatus, sealingStatus } from './sealing-status.ts';
export { daysToVerify, type VerifyRange, verifyLog } from './verify-log.ts';
export { verifyOpenDay } from './verify-open-day.ts';
export type { LogFinding, VerifiedDay, VerifyLogPorts } from './verify-ports.ts';
export {
  type Acknowledgement,
  acknowledgementDocument,
  listWitnessAlarms,
  tellWitnessAlarm,
  type WitnessAlarm,
  witnessAlarms,
} from './witness-alarms.ts';
export { witnessNames } from './witness-documents.ts';
export { witnessLogs } from './witness-logs.ts';
export type { WatchedLog, WitnessOutcome, WitnessPorts } from './witness-ports.ts';
