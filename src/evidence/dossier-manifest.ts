import type { Recipient } from '#pec';
import { EvidenceFault } from './fault.ts';

/** What a file of a dossier is. */
export type FileRole =
  /** `postacert.eml`: what was certified, as the access point sent it on. */
  | 'original'
  /** M4 (RFC 6109 3.1.5). */
  | 'envelope'
  /** A receipt or notice, exactly as it was issued or received. */
  | 'receipt'
  /** Where the octets of a receipt are kept no more: what the log says of it, signed. */
  | 'attestation'
  | 'certificate'
  | 'crl'
  | 'ocsp'
  /** The index of providers as its authority signed it. */
  | 'index'
  /** One entry of it, LDIF. */
  | 'index-record'
  /** `extract-document.ts`. */
  | 'extract'
  | 'head'
  | 'head-timestamp'
  | 'witness'
  | 'paper'
  | 'readme';

const ROLES: ReadonlySet<unknown> = new Set<FileRole>([
  'original',
  'envelope',
  'receipt',
  'attestation',
  'certificate',
  'crl',
  'ocsp',
  'index',
  'index-record',
  'extract',
  'head',
  'head-timestamp',
  'witness',
  'paper',
  'readme',
]);

export interface ManifestFile {
  readonly name: string;
  readonly role: FileRole;
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Of a CRL, an index, an OCSP answer: when it was had, ISO 8601. */
  readonly at?: string;
  /** The head a time-stamp or a witness is about. */
  readonly of?: string;
}

/** What is not there, and from when on it will be known. */
export interface MissingPart {
  readonly what: MissingKind;
  readonly recipient?: string;
  /** ISO 8601; absent: not to be expected any more. */
  readonly knownBy?: string;
}

export type MissingKind =
  | 'take-charge'
  | 'delivery'
  /** Octets of a message that the log names and nobody keeps. */
  | 'octets'
  /** The last head does not reach as far as the newest records. */
  | 'head'
  | 'head-timestamp'
  | 'index'
  | 'crl'
  | 'timestamp';

const MISSING: ReadonlySet<unknown> = new Set<MissingKind>([
  'take-charge',
  'delivery',
  'octets',
  'head',
  'head-timestamp',
  'index',
  'crl',
  'timestamp',
]);

/** What the dossier is about. */
export interface DossierMessage {
  readonly identificativo: string;
  readonly msgid?: string;
  readonly sender: string;
  readonly recipients: readonly Recipient[];
  readonly subject?: string;
  /** ISO 8601, Europe/Rome. */
  readonly acceptedAt: string;
}

/** `manifest.json`: every file with its digest, and what is missing. What is signed is this. */
export interface DossierManifest {
  readonly dossier: 1;
  /** A message with all its proofs, or an extract of the log alone. */
  readonly kind: 'message' | 'extract';
  readonly program: string;
  readonly provider: { readonly name: string; readonly domain: string; readonly test?: true };
  /** ISO 8601, Europe/Rome. */
  readonly made: string;
  /** Who asked for it. */
  readonly askedBy: string;
  readonly message?: DossierMessage;
  readonly missing: readonly MissingPart[];
  readonly files: readonly ManifestFile[];
}

/** Names with a fixed meaning; they stand beside the files that the manifest lists. */
export const MANIFEST = {
  manifest: 'manifest.json',
  signature: 'manifest.json.p7s',
  timestamp: 'manifest.json.p7s.tsr',
  evidenceRecord: 'manifest.json.ers',
  sums: 'SHA256SUMS',
} as const;

export function writeManifest(manifest: DossierManifest): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`);
}

export const MAX_MANIFEST_OCTETS = 8 * 1_048_576;

/** Throws EvidenceFault with a sentence when these octets are no manifest. */
export function readManifest(octets: Uint8Array): DossierManifest {
  const value = parseObject(octets, 'manifest.json');
  if (value.dossier !== 1) throw new EvidenceFault('manifest.json: not a dossier of version 1');
  const { kind, provider, made, files, missing, askedBy, message } = value as unknown as DossierManifest;
  if (kind !== 'message' && kind !== 'extract') throw new EvidenceFault('manifest.json: of no known kind');
  if (!isObject(provider) || !areTexts(provider.name, provider.domain, made, askedBy))
    throw new EvidenceFault('manifest.json: provider, made or askedBy is missing');
  if (!Array.isArray(files) || !files.every(isFile))
    throw new EvidenceFault('manifest.json: the list of files is faulty');
  if (!Array.isArray(missing) || !missing.every((part) => isObject(part) && MISSING.has(part.what)))
    throw new EvidenceFault('manifest.json: the list of what is missing is faulty');
  if (kind === 'message' && !isMessage(message)) throw new EvidenceFault('manifest.json: the message is not told');
  return value as unknown as DossierManifest;
}

/** A JSON object of these octets; throws EvidenceFault. */
export function parseObject(octets: Uint8Array, what: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets));
  } catch {
    throw new EvidenceFault(`${what}: not JSON in UTF-8`);
  }
  if (!isObject(value)) throw new EvidenceFault(`${what}: not an object`);
  return value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areTexts(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === 'string');
}

function isFile(value: unknown): value is ManifestFile {
  if (!isObject(value)) return false;
  const { name, role, size, sha256, of, at } = value;
  const optional = [of, at].filter((one) => one !== undefined);
  if (!areTexts(name, ...optional) || !ROLES.has(role) || !Number.isSafeInteger(size)) return false;
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
}

function isMessage(value: unknown): value is DossierMessage {
  if (!isObject(value)) return false;
  const { identificativo, sender, acceptedAt, recipients, subject = '', msgid = '' } = value;
  if (!areTexts(identificativo, sender, acceptedAt, subject, msgid)) return false;
  return Array.isArray(recipients) && recipients.every((one) => isObject(one) && areTexts(one.address, one.type));
}
