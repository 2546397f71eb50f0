/** The parts of one running provider, which `main.ts` wires together. */
export { type AuditReport, buildAuditReport, LAST_AUDIT, readReport, summaryOf } from './audit-report.ts';
export { readProbeState } from './availability-probe.ts';
export { buildPages } from './build-pages.ts';
export { CLOCK_STATE, type ClockState, openClockGuard } from './clock-guard.ts';
export { openDoors } from './doors-loader.ts';
export { openDuties } from './duties.ts';
export { HEARTBEAT, LAST_BACKUP, LAST_PROBE, LAST_RETENTION, PROBE_SENDERS } from './duty-documents.ts';
export { followLog } from './follow-log.ts';
export { openHeartbeat, SILENCE_MS } from './heartbeat.ts';
export { type HolderPace, holderPace } from './holder-pace.ts';
export { openTextIndexer, type TextIndexer, type TextIndexerPorts } from './index-texts.ts';
export {
  type KeyPlaces,
  type KeyRow,
  type KeyState,
  keyAlarms,
  keyRows,
  rowToCome,
  signingKeyLine,
} from './key-rows.ts';
export { ACTIVATED, isActivation, KeyUse, readCount } from './key-use.ts';
export { openLifeDuty } from './life-duty.ts';
export { openNightAudit } from './night-audit.ts';
export { openNightlyRetention } from './nightly-retention.ts';
export { startProbe } from './open-availability-probe.ts';
export { openDatabase } from './open-database.ts';
export { openDisclosure } from './open-disclosure.ts';
export { personalDataOf } from './open-enrolment.ts';
export { openIndex } from './open-index.ts';
export { openJobs } from './open-jobs.ts';
export { openLogWatch } from './open-log-watch.ts';
export { openNightLogCheck } from './open-night-log-check.ts';
export { openRelay } from './open-relay.ts';
export { openScanner } from './open-scanner.ts';
export { type LogSealer, openSealer } from './open-sealing.ts';
export { describeKey, type OpenSigner, openSigner } from './open-signer.ts';
export { openTelling, type Telling } from './open-telling.ts';
export { openTimestamps } from './open-timestamps.ts';
export { dutyDocuments } from './outage-documents.ts';
export { PAGE_SETS, type PageSetName, pagesKey } from './pages-key.ts';
export { keyFileOf, PREBUILT } from './pages-places.ts';
export { countOldSeals, forgetLost, isAllNew } from './reseal.ts';
export { type RetentionTold, retentionLimits, runRetention } from './retention.ts';
export type { DoorPorts, ProviderWorld, RunningProvider } from './running-provider.ts';
export { securityLetters } from './security-letters.ts';
export { newKeyText, parseKeys, readKeyText, readSignInKeys, writeKeyFile } from './sign-in-key.ts';
export {
  activationOf,
  type CertificateFacts,
  INDEXED_MS,
  isPublished,
  isToCome,
  PUBLISHED_MS,
  WARNING_DAYS,
  warningOf,
} from './signing-calendar.ts';
export {
  type Activation,
  activationDocuments,
  factName,
  KEY_FAULT,
  readActivation,
  readFacts,
} from './signing-facts.ts';
export { openSigningKeys, type SigningKeys } from './signing-keys.ts';
export { inForceOf, placesOf } from './signing-places.ts';
export { type KeyEnvironment, moduleEnvironment, passphraseOf, pinOf } from './signing-secrets.ts';
export type { StatusGround, StatusPart } from './status-parts.ts';
export { sweepBlobs } from './sweep-blobs.ts';
export { sweepMessages } from './sweep-messages.ts';
export { tellForeignDomains } from './tell-foreign-domains.ts';
export { type NamedPart, wholeStatus } from './whole-status.ts';
