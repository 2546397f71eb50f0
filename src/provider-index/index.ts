/** The index of PEC providers: read, verified, refreshed, and our own record published. */
export { type OwnRecord, publishOwnRecord } from './own-record.ts';
export {
  LOSS_ACCEPTED,
  openProviderIndex,
  type ProviderIndex,
  type ProviderIndexPorts,
  type Refresh,
} from './provider-index.ts';
export { recordEntry } from './record-entry.ts';
export { openSignedDocument, signDocument, UntrustedDocument } from './signed-document.ts';
