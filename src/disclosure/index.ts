/** What a provider gives out of its books: receipts again, extracts of the log, dossiers. Each access stands in the log. */
export {
  type Asker,
  DisclosureFault,
  type DisclosurePorts,
  nameOf,
  type ProvenRecords,
  type SealedDay,
  type SealedHead,
  type SealedLog,
} from './disclosure.ts';
export { tellMissing } from './dossier-paper.ts';
export { type LoggedReceipt, RECEIPT_KINDS, type ReceiptKind } from './find-receipts.ts';
export { type DossierOrder, makeDossier } from './make-dossier.ts';
export { type ExtractOrder, MAX_EXTRACTED, makeExtract } from './make-extract.ts';
export { missingReceipts, receiptsOf } from './missing-receipts.ts';
export { type OpenDayPorts, openDayLog } from './prove-open-day.ts';
export { openSealedLog, type SealedLogPorts } from './prove-records.ts';
export {
  findReceipts,
  type ReceiptOrder,
  type ReproducedReceipt,
  reproduceReceipt,
  reproduceReceipts,
} from './reproduce-receipts.ts';
export type { SealedArchive } from './seal-archive.ts';
