/** The index of PEC providers: read, verified, refreshed, and our own record published. */
export { lossAcceptance, tellLoss } from './accept-loss.ts';
export { compareRecords, type Difference } from './compare-records.ts';
export { DOCUMENT } from './documents.ts';
export {
  type Evidence,
  type EvidenceKind,
  evidenceAt,
  indexEvidenceAt,
  keepEvidence,
  purgeEvidence,
} from './evidence.ts';
export { explainFault } from './explain-fault.ts';
export { foreignDomains, keptIndex, otherHolder } from './foreign-domains.ts';
export {
  type Attempt,
  type CrlState,
  type IndexState,
  indexAlarms,
  readCrlStates,
  readIndexState,
} from './index-state.ts';
export { isLossAccepted, lostDomains } from './judge-index.ts';
export { type OwnRecord, ownRecordLdif, readSecondaryRecords } from './own-record.ts';
export { openProviderIndex, type ProviderIndex, type ProviderIndexPorts, type Refresh } from './provider-index.ts';
export { recordEntry } from './record-entry.ts';
export { nextIndexRefresh } from './schedule.ts';
export { openSignedDocument, signDocument, UntrustedDocument } from './signed-document.ts';
