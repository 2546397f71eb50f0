/**
 * The domain: the fourteen messages of certified e-mail. Pure: instants, ids and octets are given, nothing is read or sent.
 *
 * - what they are: `NOTICE_TYPES`, `wire`, `CertifiedFacts`
 * - accepting: `checkForm`, `originalFacts`, `newIdentificativo`, `rewriteOriginal`, `inheritedHeaders`, `buildTransportEnvelope`
 * - every receipt and notice: `buildNotification`, `noticeKey`; the anomaly envelope: `buildAnomalyEnvelope`
 * - delivering: `deliveryReceipt`, `buildBreve`
 * - waiting: `trackOnAcceptance`, `nextTracking`
 * - in a mailbox: `PEC_KEYWORDS`, `threadRoot`
 * - reading and judging: `readMessage`, `judgeSignature`, `checkReceived`; all at once, for one file: `verifyMessage`
 * - the index of providers: `readProviderRecords`, `providerIndexOf`
 */

export { buildAnomalyEnvelope } from './anomaly-envelope.ts';
export { type BreveInput, buildBreve } from './breve-copy.ts';
export * from './catalogue.ts';
export * from './check-form.ts';
export { checkReceived, checkStructure, checkWarnings, type ReceivedEnvelope, receivedKeys } from './check-received.ts';
export { type EnclosedMessage, TEST_FIELD, type UnsignedMessage } from './compose.ts';
export { type Daticert, type DaticertReading, factsOf } from './daticert.ts';
export * from './deadlines.ts';
export { type DeliveryReceipt, deliveryReceipt } from './delivery-receipt.ts';
export * from './facts.ts';
export { ANOMALY, POLICY_FAULT } from './fault-texts.ts';
export { newIdentificativo, noticeKey, noticeMessageId, takenKey } from './identifiers.ts';
export { anomalyHeaders, inheritedHeaders } from './inherited-headers.ts';
export * from './judge-signature.ts';
export { PEC_KEYWORD_PREFIX, PEC_KEYWORDS, SENT_KEYWORD, UNVERIFIED_KEYWORD } from './keywords.ts';
export {
  instantOf,
  isoLegalTime,
  type LegalDate,
  legalDate,
  legalMidnight,
  legalOffset,
  readIsoLegalTime,
  readRfc5322Date,
  rfc5322Date,
} from './legal-time.ts';
export { type Arrival, arrivalOf } from './message-number.ts';
export { buildNotification, type Notification, noticeRecipient, type UnsignedNotification } from './notification.ts';
export { type OriginalFacts, originalFacts } from './original-facts.ts';
export { type ProviderIndexView, type ProviderRecord, providerIndexOf } from './provider-records.ts';
export { readDaticert } from './read-daticert.ts';
export { readFormFault } from './read-form-fault.ts';
export { type OctetRange, type PecMessage, readMessage } from './read-message.ts';
export {
  type DirectoryEntry,
  type DirectoryProblem,
  type DirectoryReading,
  readProviderRecords,
} from './read-provider-records.ts';
export { type ReadSentence, sentenceReader } from './read-sentence.ts';
export { type OriginalParts, rewriteOriginal } from './rewrite-original.ts';
export { TEST_NOTICE } from './texts.ts';
export { threadRoot } from './thread-root.ts';
export { type BuilderInput, buildTransportEnvelope } from './transport-envelope.ts';
export { type DigestOfRange, type Verdict, type VerifyOptions, verifyMessage, verifyRead } from './verify-message.ts';
export * as wire from './wire.ts';
export { writeDaticert } from './write-daticert.ts';
