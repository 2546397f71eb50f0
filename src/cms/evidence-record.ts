import { digestIdentifier, readDigestIdentifier } from './algorithms.ts';
import { octetString, sequence, smallInteger, tlv } from './der.ts';
import { CmsFault } from './fault.ts';
import type { ReducedHashTree } from './hash-tree.ts';
import { readTimestampToken } from './timestamp-token.ts';
import { type Cursor, type Element, parseBer, parseDer } from './tlv.ts';

const MAX_RECORD_BYTES = 16 * 1024 * 1024;
const MAX_TIMESTAMPS = 256;
const MAX_LISTS = 64;
const MAX_HASHES = 65_536;

/** One time-stamp and what leads to it (RFC 4998 4.1). */
export interface ArchiveTimestamp {
  /** Of the hash tree: sha256, sha384 or sha512 in what is written here. */
  readonly algorithm: string;
  readonly tree: ReducedHashTree;
  /** DER of the TimeStampToken. */
  readonly token: Uint8Array;
  /** The whole element, as it stands. */
  readonly raw: Uint8Array;
}

/** Evidence that a document existed, renewed over the years (RFC 4998 3.1). Chains and their time-stamps stand in order of time. */
export interface EvidenceRecord {
  /** Digests of the document that are needed to judge it. */
  readonly algorithms: readonly string[];
  readonly chains: readonly (readonly ArchiveTimestamp[])[];
  /** cryptoInfos and encryptionInfo, kept as they stand. */
  readonly extras: readonly Uint8Array[];
}

/** An ArchiveTimeStamp, DER. Its algorithm is that of the token's imprint, so that it need not be named (RFC 4998 4.1). */
export function archiveTimestamp(token: Uint8Array, tree: ReducedHashTree): ArchiveTimestamp {
  const lists = tree.map((list) => sequence(...list.map(octetString)));
  const raw = sequence(...(lists.length === 0 ? [] : [tlv(0xa2, ...lists)]), token);
  return { algorithm: readTimestampToken(token).digestAlgorithm, tree, token, raw };
}

/** ArchiveTimeStampSequence, DER: what a hash-tree renewal hashes (RFC 4998 5.2). */
export function archiveSequence(chains: EvidenceRecord['chains']): Uint8Array {
  return sequence(...chains.map((chain) => sequence(...chain.map(({ raw }) => raw))));
}

/** DER of the record. */
export function encodeEvidence({ chains, extras }: EvidenceRecord): Uint8Array {
  const algorithms = algorithmsOf(chains).map(digestIdentifier);
  return sequence(smallInteger(1), sequence(...algorithms), ...extras, archiveSequence(chains));
}

/** Each algorithm once, in the order in which the chains brought them. */
export function algorithmsOf(chains: EvidenceRecord['chains']): string[] {
  return [...new Set(chains.map((chain) => chain[0]!.algorithm))];
}

/** Reads an EvidenceRecord; nothing in it is verified yet: verifyEvidenceRecord. Throws CmsFault. */
export function readEvidenceRecord(der: Uint8Array): EvidenceRecord {
  if (der.length > MAX_RECORD_BYTES) throw new CmsFault('evidence record: too large');
  const whole = parseDer(der, 'evidence record');
  if (whole.tag !== 0x30) throw new CmsFault('evidence record: not a SEQUENCE');
  const inside = whole.inside();
  const version = inside.take(0x02, 'version').content;
  if (version.length !== 1 || version[0] !== 1) throw new CmsFault('evidence record: version is not 1');
  inside.take(0x30, 'digestAlgorithms');
  const extras = [inside.optional(0xa0, 'cryptoInfos'), inside.optional(0xa1, 'encryptionInfo')];
  const chains = readChains(inside.take(0x30, 'archiveTimeStampSequence').inside());
  inside.finish('evidence record');
  return {
    algorithms: algorithmsOf(chains),
    chains,
    extras: extras.flatMap((element) => (element === undefined ? [] : [element.raw])),
  };
}

function readChains(list: Cursor): ArchiveTimestamp[][] {
  const chains: ArchiveTimestamp[][] = [];
  let count = 0;
  for (const chain of list.rest('ArchiveTimeStampChain')) {
    const timestamps: ArchiveTimestamp[] = [];
    for (const element of chain.inside().rest('ArchiveTimeStamp')) {
      if (++count > MAX_TIMESTAMPS) throw new CmsFault(`evidence record: more than ${MAX_TIMESTAMPS} time-stamps`);
      timestamps.push(readArchiveTimestamp(element));
    }
    if (timestamps.length === 0) throw new CmsFault('evidence record: a chain without time-stamps');
    chains.push(timestamps);
  }
  if (chains.length === 0) throw new CmsFault('evidence record: no time-stamps');
  return chains;
}

function readArchiveTimestamp(element: Element): ArchiveTimestamp {
  const inside = element.inside();
  const named = inside.optional(0xa0, 'digestAlgorithm');
  inside.optional(0xa1, 'attributes');
  const tree = inside.optional(0xa2, 'reducedHashtree');
  const token = inside.take(0x30, 'timeStamp').raw;
  inside.finish('ArchiveTimeStamp');
  const algorithm =
    named === undefined
      ? readTimestampToken(token).digestAlgorithm
      : readDigestIdentifier(parseBer(tlv(0x30, named.content), 'digestAlgorithm'));
  return { algorithm, tree: tree === undefined ? [] : readTree(tree), token, raw: element.raw };
}

function readTree(element: Element): Uint8Array[][] {
  const lists: Uint8Array[][] = [];
  let count = 0;
  for (const list of element.inside().rest('PartialHashtree')) {
    if (lists.length >= MAX_LISTS) throw new CmsFault(`reducedHashtree: more than ${MAX_LISTS} lists`);
    const hashes: Uint8Array[] = [];
    for (const hash of list.inside().rest('PartialHashtree')) {
      if (hash.tag !== 0x04) throw new CmsFault('reducedHashtree: not an OCTET STRING');
      if (++count > MAX_HASHES) throw new CmsFault(`reducedHashtree: more than ${MAX_HASHES} hash values`);
      hashes.push(hash.content);
    }
    if (hashes.length === 0) throw new CmsFault('reducedHashtree: an empty list');
    lists.push(hashes);
  }
  return lists;
}
