/**
 * What proves the log of a provider, for those who write it and for those who doubt it (docs/sealed-log.md). Pure: digests, salts and
 * instants are given; what verifies runs in a browser.
 *
 * - the tree: `TreeFrontier` (its root as it grows), `MerkleTree` (proofs), `verifyInclusion`, `verifyConsistency`
 * - a day: `romeDay`, `DayWriter`, `dayFile`, `verifyDayFile`, `logRecordText`
 * - heads: `signHead`, `readSignedHead`, `compareHeads`, `backDating`, `countersignHead`, `readCountersignature`
 * - evidence of a record: `InclusionEvidence`, `verifyInclusionEvidence`; what is published: `writeHeadPage`, `writeWitnessPage`, `writeProof`
 * - dossiers and extracts: `writeArchive`, `writeManifest`, `writeExtract`, `verifyDossier`, `timelineOf`
 */

export { ATTESTATION_HEADER, ATTESTATION_PREFIX, type Attestation } from './attestation-document.ts';
export { type AttestationOrder, attestationMessage } from './attestation-message.ts';
export { backDating, MAX_LATE_MS, type PlacedRecord } from './back-dating.ts';
export { compareHeads, type HeadComparison, treeOf } from './compare-heads.ts';
export { type Countersignature, countersignHead, readCountersignature } from './countersignature.ts';
export { type DayTools, DayWriter, dayFile, type WrittenLines } from './day-file.ts';
export { type ClosedTree, type DayOpening, openingLine } from './day-lines.ts';
export { commitmentOf, DayTally, SALT_OCTETS, type SavedTally } from './day-tally.ts';
export { ArchiveFault, type ArchiveFiles, isArchive, openArchive } from './dossier-archive.ts';
export { type DossierLink, LINK_NAMES, type LinkKind } from './dossier-links.ts';
export {
  type DossierManifest,
  type DossierMessage,
  type FileRole,
  MANIFEST,
  type ManifestFile,
  type MissingPart,
  readManifest,
  writeManifest,
} from './dossier-manifest.ts';
export { allBytes, type ByteSource, memorySource, sliceSource } from './dossier-source.ts';
export {
  noticeName,
  OUTCOMES,
  outcomeOf,
  type RecipientOutcome,
  type TimelineEvent,
  timelineOf,
} from './dossier-timeline.ts';
export type { DossierTrust } from './dossier-trust.ts';
export {
  bytesContent,
  type Content,
  type StreamDigest,
  type WeighedFile,
  weigh,
  writeArchive,
} from './dossier-write.ts';
export { localHeader, type PlacedEntry, type ZipEntry, zipEnd } from './dossier-zip.ts';
export type { EvidenceCheck, EvidenceQuestion } from './evidence-check.ts';
export {
  type ExtractDocument,
  entriesOf,
  type ProvenDay,
  type ProvenRecord,
  readExtract,
  writeExtract,
} from './extract-document.ts';
export { type FoundRecord, findRecords } from './extract-records.ts';
export { EvidenceFault } from './fault.ts';
export { headJson, readHeadJson } from './head-json.ts';
export { fromHex } from './hex-text.ts';
export { type EvidenceTrust, type InclusionEvidence, verifyInclusionEvidence } from './inclusion-evidence.ts';
export { readInclusionEvidence, writeInclusionEvidence } from './inclusion-json.ts';
export { digestsOf, writeSums } from './judge-files.ts';
export { type HeadEvidence, judgeHead } from './judge-head.ts';
export { tokenOf } from './judge-log.ts';
export { readSource } from './judge-message.ts';
export { judgeNow } from './judge-now.ts';
export { type LogHead, readLogHead, writeLogHead } from './log-head.ts';
export { type LogEntry, logRecordText, readLogRecordText } from './log-record-text.ts';
export { type SavedFrontier, TreeFrontier } from './merkle-frontier.ts';
export { HASH_OCTETS, type Sha256 } from './merkle-hash.ts';
export { MerkleTree, type ReadCommitments } from './merkle-tree.ts';
export { type TreeState, verifyConsistency, verifyInclusion } from './merkle-verify.ts';
export {
  alarmJson,
  type LogAlarm,
  MAX_ALARMS,
  MAX_HEADS,
  type PublishedHead,
  readAlarmJson,
  readHeadPage,
  readProof,
  readWitnessPage,
  type WitnessPage,
  writeHeadPage,
  writeProof,
  writeWitnessPage,
} from './published-log.ts';
export {
  type DayContent,
  type DayReader,
  type DayRecord,
  type DayVerdict,
  verifyDayFile,
} from './read-day-file.ts';
export { type RenewedDossier, renewDossier } from './renew-dossier.ts';
export { type Day, dayEnd, dayStart, isDay, nextDay, previousDay, romeDay } from './rome-day.ts';
export { readSignedHead, type SignedHead, signHead } from './signed-head.ts';
export { type AttestationVerdict, isAttestation, verifyAttestation } from './verify-attestation.ts';
export { type DossierVerdict, verifyDossier } from './verify-dossier.ts';
export { MAX_MESSAGE_OCTETS, type MessageFileVerdict, verifyMessageFile } from './verify-message-file.ts';
export {
  isReceiptProof,
  type ReceiptProofVerdict,
  type ReceiptWithProof,
  verifyReceiptProof,
} from './verify-receipt-proof.ts';
export type { Words } from './words.ts';
