import type { Rope } from '#mime';
import type { DirectoryEntry, Instant } from '#pec';
import type { Destination } from './jobs.ts';

/** Legal time: dates, deadlines, retries, validity, retention. The time machine moves it; it never goes back. */
export interface LegalTime {
  now(): Instant;
}

/** Elapsed time: leases, time-outs, sessions, rate limits. Milliseconds, comparable between the processes of one provider. */
export interface Monotonic {
  now(): number;
}

export interface Random {
  bytes(length: number): Uint8Array;
}

/** A digest that takes its input piece by piece. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

export interface Digests {
  sha256(): Hasher;
  /** SHA-256 of octets at hand: for the many small ones of a tree. */
  sha256Of(octets: Uint8Array): Uint8Array;
  sha1(): Hasher;
  /** Never emitted; other providers may sign with them. */
  sha384(): Hasher;
  sha512(): Hasher;
}

/** A body written to the blob store. */
export interface WrittenBlob {
  readonly rope: Rope;
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export class BlobTooLarge extends Error {
  override name = 'BlobTooLarge';
}

/** Where message bytes are. Small ones come back as literals and are kept in the row; big ones become durable files. */
export interface Blobs extends AsyncDisposable {
  /**
   * Takes a stream. Resolves when the bytes are safe to be named by a commit: either literal in the rope, or in a file that is
   * written and fsynced, its folder too. Throws BlobTooLarge past `maxBytes`; rejects on EIO, ENOSPC and short writes, leaving nothing.
   */
  write(source: AsyncIterable<Uint8Array>, limits: { readonly maxBytes: number }): Promise<WrittenBlob>;
  /** The exact octets, in pieces of at most 256 KiB. Throws when a blob is missing or short. */
  read(rope: Rope): AsyncIterable<Uint8Array>;
  /** The exact octets at once; throws RangeError over `maxBytes`. Resolves without waiting when all pieces are literal. */
  bytes(rope: Rope, maxBytes: number): Promise<Uint8Array>;
  /** Names of all blobs kept, with size and the instant of writing: for the sweep and `ceralacca check`. */
  list(): AsyncIterable<{ readonly blob: string; readonly size: number; readonly at: Instant }>;
  remove(blob: string): Promise<void>;
}

export class SignerUnavailable extends Error {
  override name = 'SignerUnavailable';
}

/** One of the provider's keys, with its certificate. */
export interface Signer {
  /** DER of the signing certificate. */
  readonly certificate: Uint8Array;
  /** DER of the intermediate certificates, leaf's issuer first, root left out. */
  readonly chain: readonly Uint8Array[];
  /**
   * RSASSA-PKCS1-v1_5 with SHA-256 over `data`; never on the event loop's thread. `use`: what is signed, in a word, for the count of
   * key use (spec 14.3). Throws SignerUnavailable when the key cannot be had now: try again later.
   */
  sign(data: Uint8Array, use?: string): Promise<Uint8Array>;
}

/**
 * The key in force now; the only way anything is ever signed. Asked once for each act of signing, since another may be in force at the next
 * (spec 11.8).
 */
export type CurrentSigner = () => Signer;

export class TimestampUnavailable extends Error {
  override name = 'TimestampUnavailable';
}

/** A time-stamp authority (RFC 3161). */
export interface TimestampAuthority {
  /** Shown in `status`. */
  readonly description: string;
  /**
   * DER of a TimeStampToken over this SHA-256 digest (or SHA-384, SHA-512: its length says which), its imprint and nonce compared.
   * Throws TimestampUnavailable when none can be had now: what waits for it is stamped later, never left out.
   */
  stamp(digest: Uint8Array): Promise<Uint8Array>;
}

export class ScannerUnavailable extends Error {
  override name = 'ScannerUnavailable';
}

export type ScanResult = { readonly infected: false } | { readonly infected: true; readonly virus: string };

export interface VirusScanner {
  /** Shown in `status`; a scanner that knows only EICAR says so here. */
  readonly description: string;
  /** Throws ScannerUnavailable when no sure answer can be had (down, time-out, size limit): never guesses "clean". */
  scan(content: AsyncIterable<Uint8Array>): Promise<ScanResult>;
}

/** The answer for one recipient of one transaction. */
export type RelayReply =
  | { readonly recipient: string; readonly outcome: 'sent'; readonly reply: string }
  /** Try again later: 4xx, no connection, no TLS toward a provider, DNS silent. */
  | { readonly recipient: string; readonly outcome: 'deferred'; readonly reply: string }
  /** 5xx, null MX, domain that does not exist (`noSuchDomain`). */
  | { readonly recipient: string; readonly outcome: 'failed'; readonly reply: string; readonly noSuchDomain?: true };

export interface Relay extends AsyncDisposable {
  /** One SMTP transaction. Never throws for what a peer or the network does: every recipient gets its reply. */
  send(transaction: {
    readonly destination: Destination;
    readonly mailFrom: string;
    readonly recipients: readonly string[];
    readonly message: Rope;
    readonly size: number;
    /** Octets above 127 stand in it: BODY=8BITMIME, and a peer without it is a permanent failure `5.6.3`. */
    readonly eightBit: boolean;
  }): Promise<readonly RelayReply[]>;
}

/** Fetches a document: provider index (client certificate) and CRLs. */
export interface Download {
  /** Throws on any status but 200, over `maxBytes`, or after `timeoutMs`. */
  get(url: string, limits: { readonly maxBytes: number; readonly timeoutMs: number }): Promise<Uint8Array>;
}

/** The directory of providers itself (RFC 6109 4.5). What it says is not signed: it is compared, never believed. */
export interface ProviderDirectory {
  /** Where it is, for people. */
  readonly description: string;
  /** Every entry under `o=postacert`, that one included. Throws when it cannot be had whole, or is over the bounds. */
  entries(limits: {
    readonly maxEntries: number;
    readonly maxBytes: number;
    readonly timeoutMs: number;
  }): Promise<readonly DirectoryEntry[]>;
}
