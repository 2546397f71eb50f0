import { openMessage } from '#mailbox';
import {
  contentKind,
  type FoundPart,
  findPart,
  firstOctets,
  isPlain,
  mediaTypeOf,
  partContent,
  SNIFFED,
} from '#message-view';
import { openItem, sourceOfItem } from './open-item.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';
import { noPart } from './refusals.ts';
import { tellOf } from './tell-access.ts';

/** Octets to be given out: with a size ranges can be read where they are. */
export interface GivenOctets {
  readonly type: string;
  readonly name?: string;
  readonly isDownload?: boolean;
  /** Strong entity tag. */
  readonly tag?: string;
  readonly body:
    | Uint8Array
    | AsyncIterable<Uint8Array>
    | { readonly size: number; read(start: number, end: number): AsyncIterable<Uint8Array> };
}

interface Place {
  readonly folder: string;
  readonly uid: number;
  readonly download: boolean;
}

/** The message exactly as it is kept. */
export async function readRaw(reader: Reader, place: Place, ports: ReadingPorts): Promise<GivenOctets> {
  const open = await openItem(reader, place.folder, place.uid, ports);
  await tellOf('downloaded', reader, open, ports);
  const { size, read } = openMessage(open.stored, ports.blobs);
  return {
    // To be read in a browser it is text, since nothing in it may be run.
    type: place.download ? 'message/rfc822' : 'text/plain; charset=utf-8',
    name: `${open.item.thread?.slice(0, 80) ?? `messaggio-${place.uid}`}.eml`,
    isDownload: place.download,
    tag: open.stored.sha256,
    body: { size, read },
  };
}

/** A part as it was before it was sent; streamed, whatever its size. Its type is what its octets are. */
export async function readPart(
  reader: Reader,
  place: Place & { readonly part: string },
  ports: ReadingPorts,
): Promise<GivenOctets> {
  const open = await openItem(reader, place.folder, place.uid, ports);
  const found = await findPart(await sourceOfItem(open, ports), place.part, ports.archives);
  if (found === undefined) throw noPart();
  await tellOf('downloaded', reader, open, ports);
  const name = nameOf(found) ?? `parte-${place.part.replaceAll('!', '-')}`;
  return {
    ...{ type: await typeOf(found), name, isDownload: place.download },
    tag: `${open.stored.sha256}-${place.part}`,
    body: bodyOf(found),
  };
}

function nameOf(found: FoundPart): string | undefined {
  if (found.kind === 'opened') return found.name;
  const { fileName, contentType } = found.part.node.part;
  return fileName?.trim() || (contentType.type === 'message/rfc822' ? 'messaggio.eml' : undefined);
}

async function typeOf(found: FoundPart): Promise<string> {
  const first =
    found.kind === 'opened'
      ? found.octets.subarray(0, SNIFFED)
      : await firstOctets(partContent(found.source, found.part.node.part), SNIFFED);
  const kind = contentKind(first);
  const declared = found.kind === 'mime' ? found.part.node.part.contentType : undefined;
  if (kind === 'text') {
    const charset = declared?.params.get('charset') ?? 'utf-8';
    return /^[\w.:+-]{1,40}$/.test(charset) ? `text/plain; charset=${charset}` : 'text/plain; charset=utf-8';
  }
  if (kind === 'html') return 'text/html; charset=utf-8';
  return mediaTypeOf(kind) ?? 'application/octet-stream';
}

function bodyOf(found: FoundPart): GivenOctets['body'] {
  if (found.kind === 'opened') return found.octets;
  const { source, part } = found;
  const { bodyStart, end } = part.node.part;
  if (!isPlain(part.node.part)) return partContent(source, part.node.part);
  return { size: end - bodyStart, read: (from, to) => source.read(bodyStart + from, bodyStart + to) };
}
