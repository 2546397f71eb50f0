/** Reading a mailbox over the web: lists, messages with what they are worth, chains, proofs, and what changes. */
export type { Signal } from './changes.ts';
export type { GivenOctets } from './message-octets.ts';
export { openReading, type Reading } from './open-reading.ts';
export type { Disclosing, FoundReceipt, MailAccess, Reader, ReadingPorts, TrustNow } from './reading-ports.ts';
