/** What a provider owes the authority: availability, statistics of each quadrimestre, a register of malfunctions (spec 16.1-16.4). */
export { type Availability, judgeAvailability } from './availability.ts';
export { entryId } from './entry-id.ts';
export { isMalfunctionCode, MALFUNCTION_CODES, type Malfunction, type MalfunctionCode } from './malfunction.ts';
export {
  isToldIn,
  OUTAGE_KINDS,
  type Outage,
  type OutageKind,
  type OutageState,
  outageState,
  outagesWithin,
} from './outage.ts';
export {
  allowedOutageMs,
  allowedSingleOutageMs,
  type Quadrimestre,
  quadrimestre,
  quadrimestreBefore,
  quadrimestreOf,
} from './quadrimestre.ts';
export {
  checkProviderCode,
  type RecordP01,
  type RecordP02,
  recordP01,
  recordsP02,
  type TrafficCounts,
} from './statistics.ts';
export { uncovered } from './uncovered.ts';
