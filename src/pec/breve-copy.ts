import { ascii, type HeaderField, hex, type MimeIndex, type MimePart, type Rope, ropeLength, sliceRope } from '#mime';
import type { EnclosedMessage } from './compose.ts';
import { HASH_SUFFIX, UNNAMED_ATTACHED_MESSAGE } from './wire.ts';

/** A digest that takes its input piece by piece (structurally `Hasher` of the ports). */
interface Sha1 {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

export interface BreveInput {
  /** postacert.eml of the transport envelope. */
  readonly original: Rope;
  /** Index of exactly those octets. */
  readonly index: MimeIndex;
  read(rope: Rope): AsyncIterable<Uint8Array>;
  readonly digests: { sha1(): Sha1 };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

const PKCS7_MIME = ['application/pkcs7-mime', 'application/x-pkcs7-mime'];

/**
 * The copy of an original that goes into a breve receipt: attachments and attached messages replaced by the SHA-1 of their
 * encoded octets, everything else as it stands (RFC 6109 3.3.2.2; spec 10.3; T98-T101). Only the replaced parts are read.
 */
export async function buildBreve(input: BreveInput): Promise<EnclosedMessage> {
  const { original, index } = input;
  const edits: Edit[] = [];
  for (const part of partsToReplace(index.root)) edits.push(...(await replace(part, part === index.root, input)));
  if (edits.length === 0) return { rope: original, eightBit: index.eightBit };
  const rope: Rope[] = [];
  let at = 0;
  for (const edit of edits) {
    rope.push(sliceRope(original, at, edit.start), [edit.bytes]);
    at = edit.end;
  }
  rope.push(sliceRope(original, at, ropeLength(original)));
  return { rope: rope.flat(), eightBit: index.eightBit };
}

function partsToReplace(root: MimePart): readonly MimePart[] {
  const { type } = root.contentType;
  // One CMS object: attachments cannot be told apart, the copy equals completa.
  if (PKCS7_MIME.includes(type)) return [];
  // Signed by the user: only the first part is worked in, the signature part stays as it is.
  if (type === 'multipart/signed') return root.children.slice(0, 1).flatMap(collect);
  if (root.children.length > 0) return root.children.flatMap(collect);
  return collect(root);
}

function collect(part: MimePart): readonly MimePart[] {
  if (part.fileName !== undefined || part.contentType.type === 'message/rfc822') return [part];
  return part.children.flatMap(collect);
}

async function replace(part: MimePart, isRoot: boolean, input: BreveInput): Promise<readonly Edit[]> {
  const hash = input.digests.sha1();
  for await (const bytes of input.read(sliceRope(input.original, part.bodyStart, part.end))) hash.update(bytes);
  const header = hashHeader((part.fileName ?? UNNAMED_ATTACHED_MESSAGE) + HASH_SUFFIX);
  const body = hex(hash.digest());
  if (!isRoot) return [{ start: part.start, end: part.end, bytes: ascii(`${header}\r\n${body}`) }];
  return [...removeContentFields(part.fields, header), { start: part.bodyStart, end: part.end, bytes: ascii(body) }];
}

/** The message itself is the attachment: its own fields stay, those that described the content make room for the new ones. */
function removeContentFields(fields: readonly HeaderField[], header: string): Edit[] {
  let written = false;
  return fields
    .filter(({ lower }) => lower.startsWith('content-'))
    .map(({ start, end }) => {
      const bytes = ascii(written ? '' : header);
      written = true;
      return { start, end, bytes };
    });
}

function hashHeader(fileName: string): string {
  return (
    `Content-Type: text/plain; charset=us-ascii;\r\n${parameter('name', fileName)}\r\n` +
    `Content-Transfer-Encoding: 7bit\r\nContent-Disposition: attachment;\r\n${parameter('filename', fileName)}\r\n`
  );
}

/** One parameter on a line of its own: quoted, or as RFC 2231 says where it is not plain ASCII. */
function parameter(name: string, value: string): string {
  const clean = value.replace(/\p{Cc}+/gu, ' ');
  if (/^[\u0020-\u007e]*$/.test(clean) && clean.length < 900) return ` ${name}="${clean.replace(/["\\]/g, '\\$&')}"`;
  return extended(name, clean);
}

const ATTRIBUTE_CHAR = /[A-Za-z0-9!#$&+.^_`{}~|-]/;
const CHUNK = 60;

/** RFC 2231 3 and 4: percent-encoded UTF-8, in numbered pieces. */
function extended(name: string, value: string): string {
  const units = [...new TextEncoder().encode(value)].map((octet) => {
    const char = String.fromCharCode(octet);
    return ATTRIBUTE_CHAR.test(char) ? char : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  const pieces: string[] = [];
  let current = '';
  for (const unit of units) {
    if (current.length + unit.length > CHUNK) {
      pieces.push(current);
      current = '';
    }
    current += unit;
  }
  pieces.push(current);
  if (pieces.length === 1) return ` ${name}*=UTF-8''${pieces[0]}`;
  return pieces.map((piece, i) => ` ${name}*${i}*=${i === 0 ? "UTF-8''" : ''}${piece}`).join(';\r\n');
}
