import { type MessageTree, messageTreeOf } from '#mime';
import type { ArchiveReader } from './archive-reader.ts';
import { childrenOf, type NumberedPart } from './body-parts.ts';
import { contentKind, SNIFFED } from './content-kind.ts';
import { gatherUpTo, type MessageSource, type OctetSource, sourceOf } from './octet-source.ts';
import { MAX_OPENED, openSigned } from './open-signed.ts';
import { partContent } from './part-content.ts';

/** A part that was asked for by its path. */
export type FoundPart =
  /** In the octets of the message itself. */
  | { readonly kind: 'mime'; readonly source: Pick<OctetSource, 'read'>; readonly part: NumberedPart }
  /** Inside something that had to be opened: a `.p7m`, a ZIP, an encoded message. */
  | { readonly kind: 'opened'; readonly octets: Uint8Array; readonly name?: string };

/** How deep things may be packed into one another. */
const MAX_LEVELS = 6;
const PATH = /^\d{1,4}(?:\.\d{1,4}){0,40}(?:!\d{1,5}(?:\.\d{1,4}){0,40}){0,6}$/;

/**
 * The part of this path: `2.1.3` counts parts as IMAP does, `!1` goes into what a `.p7m` holds, `!7` is the seventh entry of a ZIP, `!2.1` a
 * part of a message that had to be decoded. Undefined when there is none, or when it is too big to be opened.
 */
export async function findPart(
  message: MessageSource,
  path: string,
  archives: ArchiveReader,
): Promise<FoundPart | undefined> {
  if (!PATH.test(path)) return undefined;
  const [outer = '', ...inner] = path.split('!');
  const part = partAt(message.tree, outer);
  if (part === undefined) return undefined;
  let found: FoundPart = { kind: 'mime', source: message, part };
  for (const [level, step] of inner.entries()) {
    if (level >= MAX_LEVELS) return undefined;
    const next = await enter(found, step, archives);
    if (next === undefined) return undefined;
    found = next;
  }
  return found;
}

/** The part of this number (RFC 9051 6.4.5.1). */
export function partAt(message: MessageTree, number: string): NumberedPart | undefined {
  let [node, done] = [message, ''];
  for (const digits of number.split('.')) {
    const within: MessageTree = node.message ?? node;
    const children = childrenOf({ node: within, number: done });
    const child: NumberedPart | undefined =
      children.length > 0
        ? children[Number(digits) - 1]
        : Number(digits) === 1
          ? leafOf(node, within, done)
          : undefined;
    if (child === undefined) return undefined;
    node = child.node;
    done = child.number;
  }
  return { node, number: done };
}

/** A message that is no multipart has one part, itself; any other leaf has none below it. */
function leafOf(node: MessageTree, within: MessageTree, number: string): NumberedPart | undefined {
  const isMessage = number === '' || node.message !== undefined;
  return isMessage ? { node: within, number: number === '' ? '1' : `${number}.1` } : undefined;
}

async function enter(found: FoundPart, step: string, archives: ArchiveReader): Promise<FoundPart | undefined> {
  const octets = await octetsOf(found, MAX_OPENED);
  if (octets === undefined) return undefined;
  const signed = await openSigned(octets);
  if (signed !== undefined) {
    const name = nameOf(found)?.replace(/\.(?:p7m|p7s|tsd)$/i, '');
    if (step !== '1' || signed.content === undefined) return undefined;
    return { kind: 'opened', octets: signed.content, ...(name !== undefined && { name }) };
  }
  if (isZip(octets)) {
    const entry = await archives.entry(octets, Number(step) - 1);
    return entry && { kind: 'opened', octets: entry.octets, name: entry.name };
  }
  if (contentKind(octets.subarray(0, SNIFFED)) !== 'message') return undefined;
  const part = partAt(messageTreeOf(octets), step);
  return part && { kind: 'mime', source: sourceOf(octets), part };
}

function nameOf(found: FoundPart): string | undefined {
  return found.kind === 'opened' ? found.name : found.part.node.part.fileName?.trim();
}

function isZip(octets: Uint8Array): boolean {
  return octets[0] === 0x50 && octets[1] === 0x4b;
}

/** The octets of a found part, as they are without any encoding; undefined when they are more than `maxBytes`. */
export async function octetsOf(found: FoundPart, maxBytes: number): Promise<Uint8Array | undefined> {
  if (found.kind === 'opened') return found.octets.length <= maxBytes ? found.octets : undefined;
  const { part } = found.part.node;
  if (part.end - part.bodyStart > maxBytes * 3 + 1_024) return undefined;
  return await gatherUpTo(partContent(found.source, part), maxBytes);
}
