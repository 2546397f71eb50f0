export { type Address, type AddressList, domainOf, isAddress, sameAddress } from './address.ts';
export { decodeCharset } from './charset.ts';
export { decodeText, unfold } from './decode-text.ts';
export { HEADER_FAULT, repeatedField } from './header-section.ts';
export { indexMime, indexRope, MimeIndexer, type MimeLimits } from './indexer.ts';
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
export { type BlobSlice, isSlice, type Rope, type RopePiece, ropeLength, sliceRope } from './rope.ts';
export { decodeTransfer, encodeBase64, encodeQuotedPrintable } from './transfer.ts';
