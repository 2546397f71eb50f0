export { domainOf, isAddress, sameAddress } from './address.ts';
export { ADDRESS_FAULT, type AddressFault } from './address-fault.ts';
export { type Address, type AddressList, parseAddressList } from './address-list.ts';
export { encodeBase64 } from './base64.ts';
export { decodeCharset } from './charset.ts';
export { type ContentLine, contentLines, valueParts } from './content-lines.ts';
export { decodeText, unfold } from './decode-text.ts';
export { buildDkim, type DkimSigner, type UnsignedDkim } from './dkim.ts';
export { DotStuffer } from './dot-stuffer.ts';
export { encodeHeader } from './encode-header.ts';
export { envelopeAddresses } from './envelope-addresses.ts';
export { foldText } from './fold-text.ts';
export { HeaderAndBody } from './header-and-body.ts';
export { HEADER_FAULT, repeatedField } from './header-section.ts';
export { htmlText } from './html-text.ts';
export { indexMime, indexRope, MimeIndexer, type MimeLimits } from './indexer.ts';
export { quoteFromLines, unquoteFromLines } from './mboxrd.ts';
export { type MessageDate, parseMessageDate } from './message-date.ts';
export { messageIds } from './message-ids.ts';
export type {
  EnvelopeAddress,
  MessageEnvelope,
  MessageSummary,
  MessageTree,
  PartSummary,
} from './message-summary.ts';
export { buildMessageTree, messageTreeOf, type ReadOctets } from './message-tree.ts';
export { MessageTreeIndexer } from './message-tree-indexer.ts';
export { decodeModifiedUtf7, encodeModifiedUtf7 } from './modified-utf7.ts';
export { ascii, concat, hex, latin1ToString, toLatin1 } from './octets.ts';
export {
  type ContentType,
  type Disposition,
  field,
  fieldsNamed,
  type HeaderField,
  type MimeIndex,
  type MimePart,
} from './part.ts';
export { encodeQuotedPrintable } from './quoted-printable.ts';
export { RelaxedBody } from './relaxed-body.ts';
export { type BlobSlice, isSlice, type Rope, type RopePiece, ropeLength, ropeOctets, sliceRope } from './rope.ts';
export { type SearchText, searchText, textContains } from './search-text.ts';
export { summarize } from './summarize.ts';
export { decodeTransfer } from './transfer.ts';
export {
  decodedOctets,
  isIdentityEncoding,
  isKnownEncoding,
  type TransferDecoder,
  transferDecoder,
} from './transfer-stream.ts';
export { type ForeignContact, readVcards } from './vcard.ts';
