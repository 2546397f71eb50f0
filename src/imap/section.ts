import { ascii, type HeaderField, type MessageTree, type ReadOctets } from '#mime';
import type { Partial, PartPath, Section } from './query.ts';

/** A range of the message, or octets of our own: the empty line after chosen header fields. */
type Piece = Uint8Array | readonly [start: number, end: number];

export interface SectionOctets {
  readonly size: number;
  readonly pieces: readonly Piece[];
}

const LINE_END = ascii('\r\n');

/** What `BODY[section]` stands for (RFC 9051 6.4.5.1); undefined when the message has no such part. */
export function sectionOctets(tree: MessageTree, section: Section): SectionOctets | undefined {
  const { path, text } = section;
  const node = findPart(tree, path);
  if (node === undefined) return undefined;
  if (text === undefined) return octets(path.length === 0 ? node.part.start : node.part.bodyStart, node.part.end);
  if (text === 'MIME') return path.length === 0 ? undefined : octets(node.part.start, node.part.bodyStart);
  const message = path.length === 0 ? node : node.message;
  if (message === undefined) return undefined;
  const { start, bodyStart, end, fields } = message.part;
  if (text === 'HEADER') return octets(start, bodyStart);
  if (text === 'TEXT') return octets(bodyStart, end);
  const names = new Set(text.fields.map((name) => name.toLowerCase()));
  return chosenFields(fields.filter((field) => names.has(field.lower) !== text.not));
}

/**
 * The part a path names. A message that is no multipart has one part, itself; a number behind a message/rfc822 part counts the
 * parts of the message in it.
 */
export function findPart(tree: MessageTree, path: PartPath): MessageTree | undefined {
  let node: MessageTree | undefined = tree;
  let isMessage = true;
  for (const number of path) {
    if (!isMessage && node?.message !== undefined) {
      node = node.message;
      isMessage = true;
    }
    if (node === undefined) return undefined;
    // A multipart in which no part was found is told as one text (BODYSTRUCTURE), so it is part 1 as well.
    if (node.children.length > 0) node = node.children[number - 1];
    else if (!isMessage || number !== 1) return undefined;
    isMessage = false;
  }
  return node;
}

function octets(start: number, end: number): SectionOctets {
  return { size: end - start, pieces: [[start, end]] };
}

/** The fields as they stand, then the empty line, also when the message itself has none. */
function chosenFields(fields: readonly HeaderField[]): SectionOctets {
  const pieces: Piece[] = fields.map(({ start, end }) => [start, end] as const);
  const last = fields.at(-1);
  // Only where the message ends within its header can a field lack its line end.
  if (last !== undefined && last.end === last.start + last.name.length + 1 + last.value.length) pieces.push(LINE_END);
  pieces.push(LINE_END);
  return { size: pieces.reduce((sum, piece) => sum + lengthOf(piece), 0), pieces };
}

function lengthOf(piece: Piece): number {
  return piece instanceof Uint8Array ? piece.length : piece[1] - piece[0];
}

/** The octets a partial asks for, `<start.length>`, cut to what there is (RFC 9051 6.4.5). */
export function partialRange(size: number, partial: Partial | undefined): readonly [start: number, end: number] {
  if (partial === undefined) return [0, size];
  const start = Math.min(partial[0], size);
  return [start, Math.min(start + partial[1], size)];
}

/** Streams a section, or what `partial` asks for of it. */
export async function* readSection(
  section: SectionOctets,
  read: ReadOctets,
  partial?: Partial,
): AsyncGenerator<Uint8Array> {
  const [from, to] = partialRange(section.size, partial);
  let at = 0;
  for (const piece of section.pieces) {
    const start = Math.max(from - at, 0);
    const end = Math.min(to - at, lengthOf(piece));
    at += lengthOf(piece);
    if (start >= end) continue;
    if (piece instanceof Uint8Array) yield piece.subarray(start, end);
    else yield* read(piece[0] + start, piece[0] + end);
  }
}
