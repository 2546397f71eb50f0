import {
  type Address,
  decodeTransfer,
  field,
  fieldsNamed,
  indexMime,
  latin1ToString,
  type MimeIndex,
  type MimePart,
  unfold,
} from '#mime';
import type { DaticertReading } from './daticert.ts';
import type { MessageNumber } from './facts.ts';
import { messageNumber } from './message-number.ts';
import { addressesOf } from './original-facts.ts';
import { readDaticert } from './read-daticert.ts';
import { HEADER, PART } from './wire.ts';

/** A place in the message, in octets; `end` is one past the last. */
export interface OctetRange {
  readonly start: number;
  readonly end: number;
}

/** A message as it presents itself: what it says, not whether it is true (judgeSignature) nor whether it is correct (checkReceived). */
export interface PecMessage {
  /** What header and certification data together claim; `unknown`: an X-Trasporto or X-Ricevuta of no known value. */
  readonly number: MessageNumber | 'ordinary' | 'unknown';
  readonly index: MimeIndex;
  /** Every value of the outer header, lower case. */
  readonly xTrasporto: readonly string[];
  readonly xRicevuta: readonly string[];
  /** Outer Message-ID and X-Riferimento-Message-ID; the first without, the second with its brackets. */
  readonly messageId?: string;
  readonly riferimento?: string;
  /** The one address of From; absent when there is none, several, or it cannot be read. */
  readonly from?: Address;
  /** daticert's, when it could be read. */
  readonly identificativo?: string;
  /** Absent: no daticert.xml. Of two, the first is read, and `daticertCount` tells. */
  readonly daticert?: DaticertReading;
  readonly daticertCount: number;
  /** Absent: not multipart/signed with a signature part. */
  readonly signed?: {
    /** Exactly the octets that were signed. */
    readonly content: OctetRange;
    /** CMS, decoded. */
    readonly signature: Uint8Array;
    /** As written; the truth is in the CMS (spec 5.9). */
    readonly micalg?: string;
  };
  /** Body of postacert.eml: the original message. */
  readonly original?: OctetRange & { readonly encoding: string };
  readonly originalCount: number;
  /** Message-ID inside postacert.eml, without brackets; absent when not found in its first octets. */
  readonly originalMessageId?: string;
  /** There is a multipart/mixed where it belongs, and its first part is readable text. */
  readonly mixed: boolean;
  readonly textFirst: boolean;
}

/** Certification data are some kilobytes, a signature too; beyond these nothing is read. */
const MAX_DATICERT_OCTETS = 1_500_000;
const MAX_SIGNATURE_OCTETS = 1_000_000;
const ORIGINAL_HEAD_OCTETS = 8_192;
const SIGNATURE_TYPES = ['application/pkcs7-signature', 'application/x-pkcs7-signature'];
const TEXT_TYPES = ['text/plain', 'text/html', 'multipart/alternative', 'multipart/related'];

type Read = (start: number, end: number) => Promise<Uint8Array>;

/**
 * Reads the structure of any message, in memory or from its index and small ranges of it, tolerant of everything peers are known
 * to send (spec 5.2, 5.9, 6.5, 18; T59-T63). Parts are looked for among the direct children of the outermost multipart/mixed only,
 * so a PEC message inside the original never counts (T61).
 */
export function readMessage(bytes: Uint8Array): Promise<PecMessage>;
export function readMessage(index: MimeIndex, read: Read): Promise<PecMessage>;
export function readMessage(source: Uint8Array | MimeIndex, read?: Read): Promise<PecMessage> {
  if (read) return readIndexed(source as MimeIndex, read);
  const bytes = source as Uint8Array;
  return readIndexed(indexMime(bytes), async (start, end) => bytes.subarray(start, end));
}

async function readIndexed(index: MimeIndex, read: Read): Promise<PecMessage> {
  const { root } = index;
  const isSigned = root.contentType.type === 'multipart/signed' && root.children.length >= 2;
  const content = isSigned ? root.children[0] : root;
  const mixed = content?.contentType.type === 'multipart/mixed' ? content : undefined;
  const parts = mixed?.children ?? [];
  const daticerts = parts.filter((part) => isNamed(part, PART.daticert));
  const originals = parts.filter((part) => isNamed(part, PART.postacert));
  const daticert = daticerts[0] ? await readDaticertPart(daticerts[0], read) : undefined;
  const header = readOuterHeader(root);
  return {
    number: messageNumber(header, root, daticert),
    index,
    ...header,
    ...(daticert?.ok ? { identificativo: daticert.value.identificativo } : {}),
    ...(daticert ? { daticert } : {}),
    daticertCount: daticerts.length,
    ...(isSigned ? await readSigned(root, read) : {}),
    ...(originals[0] ? await readOriginal(originals[0], read) : {}),
    originalCount: originals.length,
    mixed: mixed !== undefined,
    textFirst: TEXT_TYPES.includes(parts[0]?.contentType.type ?? ''),
  };
}

function readOuterHeader(root: MimePart) {
  const messageId = bare(field(root, 'message-id')?.value);
  const riferimento = unfold(field(root, HEADER.riferimento)?.value ?? '').trim();
  const from = addressesOf(root, 'from');
  const [only] = from.addresses;
  return {
    xTrasporto: values(root, HEADER.trasporto),
    xRicevuta: values(root, HEADER.ricevuta),
    ...(messageId === '' ? {} : { messageId }),
    ...(riferimento === '' ? {} : { riferimento }),
    ...(from.ok && only && from.addresses.length === 1 ? { from: only } : {}),
  };
}

function values(root: MimePart, name: string): readonly string[] {
  return fieldsNamed(root, name).map(({ value }) => unfold(value).trim().toLowerCase());
}

function bare(value: string | undefined): string {
  return unfold(value ?? '')
    .trim()
    .replace(/^<(.*)>$/, '$1');
}

function isNamed(part: MimePart, name: string): boolean {
  return part.fileName?.trim().toLowerCase() === name && !part.contentType.type.startsWith('multipart/');
}

async function readDaticertPart(part: MimePart, read: Read): Promise<DaticertReading> {
  if (part.end - part.bodyStart > MAX_DATICERT_OCTETS) return { ok: false, fault: 'troppo grande' };
  return readDaticert(decodeTransfer(await read(part.bodyStart, part.end), part.encoding));
}

async function readSigned(root: MimePart, read: Read): Promise<Pick<PecMessage, 'signed'>> {
  const [content, signature] = root.children;
  if (!content || !signature || !SIGNATURE_TYPES.includes(signature.contentType.type)) return {};
  if (signature.end - signature.bodyStart > MAX_SIGNATURE_OCTETS) return {};
  const micalg = root.contentType.params.get('micalg');
  return {
    signed: {
      content: { start: content.start, end: content.end },
      signature: decodeTransfer(await read(signature.bodyStart, signature.end), signature.encoding),
      ...(micalg === undefined ? {} : { micalg }),
    },
  };
}

async function readOriginal(part: MimePart, read: Read): Promise<Pick<PecMessage, 'original' | 'originalMessageId'>> {
  const head = latin1ToString(await read(part.bodyStart, Math.min(part.end, part.bodyStart + ORIGINAL_HEAD_OCTETS)));
  const headerEnd = head.search(/\r?\n\r?\n/);
  const found = /^message-id:((?:[^\r\n]|\r?\n[ \t])*)/im.exec(headerEnd < 0 ? head : head.slice(0, headerEnd));
  return {
    original: { start: part.bodyStart, end: part.end, encoding: part.encoding },
    ...(found?.[1] ? { originalMessageId: bare(found[1]) } : {}),
  };
}
