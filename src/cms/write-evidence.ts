import { concat } from '#mime';
import { DIGEST_OCTETS, type StrongDigest } from './algorithms.ts';
import {
  algorithmsOf,
  archiveSequence,
  archiveTimestamp,
  type EvidenceRecord,
  encodeEvidence,
  readEvidenceRecord,
} from './evidence-record.ts';
import { CmsFault } from './fault.ts';
import { hashTree } from './hash-tree.ts';
import { digest } from './signature-algorithm.ts';

/** A time-stamp authority: gives the DER of a TimeStampToken over a digest, whose length says of which algorithm it is. */
export type Stamp = (digest: Uint8Array) => Promise<Uint8Array>;

/** The evidence record of a document that has a time-stamp over its digest already, as a day file or a dossier has. DER. */
export function evidenceRecordOf(token: Uint8Array): Uint8Array {
  return encodeEvidence(recordOf([[archiveTimestamp(token, [])]]));
}

/**
 * Evidence records of documents, one for each digest and in their order, under one time-stamp (RFC 4998 4.2). All digests are of
 * `algorithm`.
 */
export async function writeEvidenceRecords(
  digests: readonly Uint8Array[],
  { algorithm = 'sha256', stamp }: { readonly algorithm?: StrongDigest; readonly stamp: Stamp },
): Promise<Uint8Array[]> {
  const archived = await stampAll(digests, algorithm, stamp);
  return archived.map((one) => encodeEvidence(recordOf([[one]])));
}

/**
 * Renews the time-stamps of records, all with one new one, or one for each algorithm among them (RFC 4998 5.2, time-stamp renewal):
 * to be done before the certificate of the last one ends or its signature weakens. The documents are not needed. Throws CmsFault.
 */
export async function renewEvidenceRecords(records: readonly Uint8Array[], stamp: Stamp): Promise<Uint8Array[]> {
  const read = records.map(readEvidenceRecord);
  const renewed = new Map<EvidenceRecord, Uint8Array>();
  for (const algorithm of new Set(read.map(lastAlgorithm))) {
    const alike = read.filter((record) => lastAlgorithm(record) === algorithm);
    const hashes = await Promise.all(alike.map((record) => digest(algorithm, lastOf(record).token)));
    const archived = await stampAll(hashes, algorithm, stamp);
    for (const [at, record] of alike.entries()) {
      const chains = [...record.chains.slice(0, -1), [...record.chains.at(-1)!, archived[at]!]];
      renewed.set(record, encodeEvidence({ ...record, chains }));
    }
  }
  return read.map((record) => renewed.get(record)!);
}

/** A record, and the digest of its document with the new algorithm. */
export interface RehashedDocument {
  readonly record: Uint8Array;
  readonly digest: Uint8Array;
}

/**
 * Renews records with another digest algorithm, all under one time-stamp (RFC 4998 5.2, hash-tree renewal): to be done before the
 * one in use weakens. Needs the documents, of which the new digests are made. Throws CmsFault.
 */
export async function rehashEvidenceRecords(
  documents: readonly RehashedDocument[],
  { algorithm = 'sha512', stamp }: { readonly algorithm?: StrongDigest; readonly stamp: Stamp },
): Promise<Uint8Array[]> {
  const read = documents.map(({ record }) => readEvidenceRecord(record));
  const leaves = await Promise.all(
    documents.map(({ digest: own }, at) => leafOfRenewal(own, read[at]!.chains, algorithm)),
  );
  const archived = await stampAll(leaves, algorithm, stamp);
  return read.map((record, at) => encodeEvidence({ ...record, chains: [...record.chains, [archived[at]!]] }));
}

/** What a new chain stamps: the document's digest with that of all chains before it (RFC 4998 5.2). */
export async function leafOfRenewal(
  document: Uint8Array,
  before: EvidenceRecord['chains'],
  algorithm: string,
): Promise<Uint8Array> {
  return digest(algorithm, concat([document, await digest(algorithm, archiveSequence(before))]));
}

async function stampAll(hashes: readonly Uint8Array[], algorithm: StrongDigest, stamp: Stamp) {
  for (const { length } of hashes) {
    if (length !== DIGEST_OCTETS[algorithm]) throw new RangeError(`a ${algorithm} digest has not ${length} octets`);
  }
  if (hashes.length === 0) return [];
  const tree = await hashTree(hashes, algorithm);
  const token = await stamp(tree.root);
  return hashes.map((hash) => archiveTimestamp(token, tree.reducedFor(hash)));
}

function recordOf(chains: EvidenceRecord['chains']): EvidenceRecord {
  return { algorithms: algorithmsOf(chains), chains, extras: [] };
}

function lastOf({ chains }: EvidenceRecord) {
  return chains.at(-1)!.at(-1)!;
}

function lastAlgorithm(record: EvidenceRecord): StrongDigest {
  const { algorithm } = lastOf(record);
  if (!(algorithm in DIGEST_OCTETS))
    throw new CmsFault(`a record of ${algorithm} is renewed with another algorithm only`);
  return algorithm as StrongDigest;
}
