/**
 * What a person is shown of a message. Pure: octets are read by ranges that are given, nothing is fetched, nothing is believed but
 * what was verified.
 *
 * - a whole message: `viewMessage` (inner message first, trust, attachments), over a `MessageSource`; `treeOfSummary` makes its tree
 * - parts: `findPart`, `partContent`, `viewPart` (enclosed messages, invoices, certification data)
 */
export type { ArchiveEntry, ArchiveListing, ArchiveReader } from './archive-reader.ts';
export type { CalendarEvent, CalendarView } from './calendar.ts';
export type { CalendarMoment } from './calendar-time.ts';
export type { Caution } from './cautions.ts';
export type { ContactCard } from './contact-cards.ts';
export { type ContentKind, contentKind, mediaTypeOf, SNIFFED } from './content-kind.ts';
export type { Row } from './daticert-rows.ts';
export { type FoundPart, findPart, octetsOf } from './find-part.ts';
export { type InvoiceView, readInvoice } from './invoice.ts';
export type { LetterPorts, LetterView } from './letter-view.ts';
export { skeleton, withoutHiddenCharacters } from './look-alikes.ts';
export { firstOctets, type MessageSource, type OctetSource, readRange, sourceOf } from './octet-source.ts';
export type { Authority, DocumentAuthorities, SignatureView } from './open-signed.ts';
export { isPlain, partContent } from './part-content.ts';
export type { PartView, Shows } from './part-view.ts';
export { type Person, peopleOf } from './people.ts';
export { treeOfSummary } from './tree-of-summary.ts';
export { type Check, judgeTrust, type TrustView } from './trust.ts';
export { type CertificationView, readPec, type StoredView, type ViewPorts, viewMessage } from './view-message.ts';
export { type PartReading, viewPart } from './view-part.ts';
