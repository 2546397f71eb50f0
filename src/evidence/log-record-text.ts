import { type Instant, isoLegalTime, type Recipient, readIsoLegalTime } from '#pec';
import { EvidenceFault } from './fault.ts';

/** One record of the message log as anybody reads it (RFC 6109 2.3; spec 15.2): of whichever program, with whichever events. */
export interface LogEntry {
  /** Position in the provider's log; grows, has no meaning beyond order. */
  readonly seq: number;
  readonly instant: Instant;
  readonly point: 'AP' | 'InP' | 'DP' | 'SYS';
  readonly event: string;
  /** daticert `tipo`, where the message has one. */
  readonly tipo?: string;
  readonly identificativo?: string;
  readonly msgid?: string;
  /** Message-ID of the message this event produced or received. */
  readonly messageId?: string;
  readonly mittente?: string;
  readonly destinatari?: readonly Recipient[];
  readonly oggetto?: string;
  /** Issuer of the message; on received ones the sending provider. */
  readonly gestore?: string;
  readonly tipoRicevuta?: string;
  readonly consegna?: string;
  readonly ricezione?: readonly string[];
  /** On a received notice: daticert `data`, when its issuer says that it happened; `instant` is when it came. */
  readonly data?: Instant;
  readonly errore?: string;
  readonly erroreEsteso?: string;
  readonly virus?: string;
  readonly eccezioni?: readonly string[];
  readonly peer?: string;
  /** Login of the delegate who handed the message in; absent: the holder. */
  readonly utente?: string;
  readonly tls?: boolean;
  readonly size?: number;
  /** SHA-256 of the octets of the message issued or received, lower-case hex: the log binds them, not only what they say. */
  readonly sha256?: string;
  /** StoredMessage ids of related generated messages. */
  readonly related?: readonly string[];
}

type Kind = 'text' | 'texts' | 'count' | 'boolean' | 'instant' | 'recipients';

/** Every member, in the order in which it is written. */
const MEMBERS = {
  seq: 'count',
  instant: 'instant',
  point: 'text',
  event: 'text',
  tipo: 'text',
  identificativo: 'text',
  msgid: 'text',
  messageId: 'text',
  mittente: 'text',
  destinatari: 'recipients',
  oggetto: 'text',
  gestore: 'text',
  tipoRicevuta: 'text',
  consegna: 'text',
  ricezione: 'texts',
  data: 'instant',
  errore: 'text',
  erroreEsteso: 'text',
  virus: 'text',
  eccezioni: 'texts',
  peer: 'text',
  utente: 'text',
  tls: 'boolean',
  size: 'count',
  sha256: 'text',
  related: 'texts',
} as const satisfies Record<keyof LogEntry, Kind>;

const NAMES = Object.keys(MEMBERS) as readonly (keyof LogEntry)[];
const KNOWN: ReadonlyMap<string, Kind> = new Map(Object.entries(MEMBERS));
const POINTS: ReadonlySet<unknown> = new Set(['AP', 'InP', 'DP', 'SYS']);

/**
 * The canonical text of a record: JSON without spaces, members in a fixed order, `seq` first, absent ones left out (docs/sealed-log.md).
 * Its UTF-8 octets are what the log commits to. Throws EvidenceFault on a member it doesn't know: nothing may stand in the log that is
 * silently not written.
 */
export function logRecordText(record: LogEntry): string {
  const written: Record<string, unknown> = {};
  let members = 0;
  for (const name of NAMES) {
    const value = record[name];
    if (value === undefined) continue;
    written[name] = KNOWN.get(name) === 'instant' ? instantText(value as Instant) : inOrder(name, record);
    members++;
  }
  if (members < Object.keys(record).length) refuseUnknown(record);
  return JSON.stringify(written);
}

function inOrder(name: keyof LogEntry, record: LogEntry): unknown {
  return name === 'destinatari' ? record.destinatari!.map(({ address, type }) => ({ address, type })) : record[name];
}

function instantText(instant: Instant): string {
  if (!Number.isSafeInteger(instant)) throw new EvidenceFault(`record: ${instant} is no instant in whole milliseconds`);
  return isoLegalTime(instant);
}

function refuseUnknown(record: LogEntry): void {
  for (const [name, value] of Object.entries(record)) {
    if (value !== undefined && !KNOWN.has(name)) throw new EvidenceFault(`record: a member '${name}' can't be written`);
  }
}

/**
 * Reads such a text. Members it doesn't know, of a later version, are kept as they stand. Throws EvidenceFault when it is not JSON written
 * as this log writes it (a member twice, spaces), or a member is of another kind.
 */
export function readLogRecordText(text: string): LogEntry & Readonly<Record<string, unknown>> {
  const members = parse(text);
  if (JSON.stringify(members) !== text) throw new EvidenceFault('record: not the one text that JSON has for it');
  if (Object.keys(members)[0] !== 'seq') throw new EvidenceFault("record: 'seq' is not its first member");
  for (const [name, value] of Object.entries(members)) {
    const kind = KNOWN.get(name);
    if (kind === undefined) continue;
    if (!isOf(kind, value)) throw new EvidenceFault(`record: '${name}' is not what it must be`);
    if (kind === 'instant') members[name] = readIsoLegalTime(value as string);
  }
  const { seq, instant, point, event } = members;
  if (seq === undefined || instant === undefined || event === undefined || !POINTS.has(point))
    throw new EvidenceFault("record: 'seq', 'instant', 'point' and 'event' must be there");
  return members as unknown as LogEntry & Record<string, unknown>;
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new EvidenceFault('record: not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new EvidenceFault('record: not an object');
  return value as Record<string, unknown>;
}

function isOf(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'texts':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    case 'count':
      return Number.isSafeInteger(value) && (value as number) >= 0;
    case 'boolean':
      return typeof value === 'boolean';
    case 'instant':
      return typeof value === 'string' && readIsoLegalTime(value) !== undefined;
    case 'recipients':
      return Array.isArray(value) && value.every(isRecipient);
  }
}

function isRecipient(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { address, type } = value as Partial<Recipient>;
  return typeof address === 'string' && (type === 'certificato' || type === 'esterno');
}
