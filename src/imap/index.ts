/** IMAP, server side: the protocol alone (RFC 9051, RFC 3501 and extensions). Knows neither sockets nor PEC. */
export type {
  CopiedUids,
  Done,
  ImapAccount,
  ImapBackend,
  ImapFolder,
  ImapItem,
  ImapMessage,
  ImapRefusal,
  ListedFolder,
  NamespaceEntry,
  NewMessage,
  Plain,
  QuotaRoot,
  UidRanges,
} from './backend.ts';
export { type BaseSubject, baseSubject } from './base-subject.ts';
export { type BinaryPart, binaryPart, binarySize, readBinary } from './binary.ts';
export type {
  AppendTarget,
  ImapCommand,
  ListOptions,
  SelectOptions,
  SequenceSet,
  StreamedLiteral,
  TaggedCommand,
} from './command.ts';
export { type CommandFault, SyntaxFault } from './command-fault.ts';
export { CommandReader, type CommandReaderOptions, type ReadCommand, type ReadLine } from './command-reader.ts';
export { readMailbox, writeMailbox } from './mailbox-name.ts';
export { fromUtf8Octets, type OctetText, utf8Octets } from './octet-text.ts';
export type {
  FetchItem,
  Partial,
  PartPath,
  SearchKey,
  SearchReturn,
  Section,
  SortKey,
  StatusItem,
  StoreMode,
} from './query.ts';
export { AFTER_LOGIN, BEFORE_LOGIN, type ReaderLimits } from './reader-limits.ts';
export { ClientGone, type ImapOutput } from './responses.ts';
export { findPart, partialRange, readSection, type SectionOctets, sectionOctets } from './section.ts';
export { parseSequenceSet, writeSequenceSet } from './sequence-set.ts';
export { ImapSession, type ImapSessionOptions } from './session.ts';
export { type SortableMessage, sortMessages } from './sort-messages.ts';
export { type Thread, type ThreadAlgorithm, threadMessages, threadText } from './thread-messages.ts';
export { REV1, type WireMode } from './wire-mode.ts';
export { writeBodyStructure } from './write-body-structure.ts';
export { writeDateTime } from './write-date.ts';
export { writeEnvelope } from './write-envelope.ts';
export { writeItemName, writeSection } from './write-fetch.ts';
export {
  type ListLine,
  writeList,
  writeNamespaces,
  writeQuota,
  writeQuotaRoot,
  writeRights,
  writeStatus,
} from './write-list.ts';
export {
  type ResponseStatus,
  responseCode,
  writeContinuation,
  writeStatusLine,
  writeUntagged,
} from './write-response.ts';
export { type SearchResult, writeEsearch, writeFound, writeVanished } from './write-search.ts';
export {
  writeAstring,
  writeFlags,
  writeLiteralHead,
  writeNstring,
  writeQuoted,
  writeString,
  writeText,
} from './write-string.ts';
