import { isObject, parseObject } from './dossier-manifest.ts';
import { EvidenceFault } from './fault.ts';
import { fromHex } from './hex-text.ts';
import { type LogEntry, readLogRecordText } from './log-record-text.ts';
import { isDay } from './rome-day.ts';

/** One record of the log, and its way into the tree (docs/sealed-log.md). */
export interface ProvenRecord {
  /** Its leaf. */
  readonly index: number;
  /** 16 octets, lower-case hex. */
  readonly salt: string;
  /** The exact text of the record. */
  readonly record: string;
  /** Audit path from the leaf up, lower-case hex (RFC 9162 2.1.3.1). */
  readonly path: readonly string[];
}

/** Records of one day, proved by one head. */
export interface ProvenDay {
  readonly day: string;
  /** Name of the head's file; its time-stamp has the same name with `.tsr` behind it. */
  readonly head: string;
  /** Of the tree the head states. */
  readonly size: number;
  readonly records: readonly ProvenRecord[];
}

/** Records of the message log, given out: only those asked for; of the others nothing but hashes. */
export interface ExtractDocument {
  readonly extract: 1;
  readonly provider: string;
  readonly domain: string;
  /** ISO 8601, Europe/Rome. */
  readonly made: string;
  readonly askedBy: string;
  /** What was asked: `mittente`, `destinatario`, `dal`, `al`, `identificativo`. */
  readonly query: Readonly<Record<string, string>>;
  /** More records matched than may stand in one extract: it ends before its time. */
  readonly cut?: true;
  readonly days: readonly ProvenDay[];
  /** Records that no head covers yet: signed by the provider, and not yet proved. */
  readonly unproven: readonly string[];
}

export const MAX_EXTRACT_OCTETS = 512 * 1_048_576;
const MAX_PATH = 128;

export function writeExtract(extract: ExtractDocument): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(extract, null, 1)}\n`);
}

/** Throws EvidenceFault with a sentence when these octets are no extract. */
export function readExtract(octets: Uint8Array, what: string): ExtractDocument {
  const value = parseObject(octets, what);
  if (value.extract !== 1) throw new EvidenceFault(`${what}: not an extract of version 1`);
  const { provider, domain, made, askedBy, query, days, unproven } = value;
  if ([provider, domain, made, askedBy].some((text) => typeof text !== 'string') || !isObject(query))
    throw new EvidenceFault(`${what}: provider, domain, made or askedBy is missing`);
  if (!Array.isArray(days) || !days.every(isProvenDay)) throw new EvidenceFault(`${what}: the days are faulty`);
  if (!Array.isArray(unproven) || !unproven.every((text) => typeof text === 'string'))
    throw new EvidenceFault(`${what}: the records that are not proved are faulty`);
  return value as unknown as ExtractDocument;
}

function isProvenDay(value: unknown): value is ProvenDay {
  if (!isObject(value)) return false;
  const { day, head, size, records } = value;
  return isDay(day) && typeof head === 'string' && isCount(size) && Array.isArray(records) && records.every(isProven);
}

function isProven(value: unknown): value is ProvenRecord {
  if (!isObject(value)) return false;
  const { index, salt, record, path } = value;
  if (!isCount(index) || typeof record !== 'string' || !isHex(salt, 16)) return false;
  return Array.isArray(path) && path.length <= MAX_PATH && path.every((hash) => isHex(hash, 32));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isHex(value: unknown, octets: number): boolean {
  return typeof value === 'string' && fromHex(value)?.length === octets;
}

/** Every record of an extract, in the order of the log. Throws EvidenceFault when one cannot be read. */
export function entriesOf({ days, unproven }: ExtractDocument): readonly LogEntry[] {
  const texts = [...days.flatMap(({ records }) => records.map(({ record }) => record)), ...unproven];
  return texts.map(readLogRecordText).sort((one, other) => one.seq - other.seq);
}
