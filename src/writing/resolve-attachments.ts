import { type Attachment, Refusal } from '#contract';
import { newId } from '#issuing';
import { type FoundPart, findPart, octetsOf as openedOctets } from '#message-view';
import { decodedOctets, decodeText, field, type MessageTree, MimeIndexer } from '#mime';
import type { Attached } from './attached.ts';
import { base64Of } from './base64-lines.ts';
import { attachedType, fileName } from './header-fields.ts';
import { type OpenItem, openItem } from './open-item.ts';
import { NO_PART } from './refusals.ts';
import type { Uploads } from './uploads.ts';
import type { Author, WritingPorts } from './writing-ports.ts';

type OfMessage = Extract<Attachment, { from: 'message' }>;

/**
 * What a letter names, found: uploads of the mailbox, parts of messages in folders open to him. `known`: found before, perhaps of sources
 * that are gone since. A whole message goes as it is, octet by octet, so that receipts and envelopes keep their signatures.
 */
export async function resolveAttachments(
  author: Author,
  wanted: readonly Attachment[],
  known: readonly Attached[],
  uploads: Uploads,
  ports: WritingPorts,
): Promise<readonly Attached[]> {
  const found: Attached[] = [];
  for (const one of wanted) {
    const source = sourceOf(one);
    const again = known.find((each) => each.source === source);
    found.push(called(again ?? (await find(one, source)), one));
  }
  return found;

  async function find(one: Attachment, source: string): Promise<Attached> {
    if (one.from === 'upload') return await uploads.attached(author.box.mailbox.id, one.upload);
    const item = await openItem(author, one.folder, one.uid, ports);
    return one.part === undefined
      ? await wholeMessage(item, source, ports)
      : await partOf(item, one.part, source, ports);
  }
}

export function sourceOf(one: Attachment): string {
  return one.from === 'upload' ? `upload:${one.upload}` : sourceOfMessage(one);
}

function sourceOfMessage({ folder, uid, part }: OfMessage): string {
  return `message:${folder}.${uid}${part === undefined ? '' : `.${part}`}`;
}

/** By the name and place that the letter gives it. */
function called({ cid: _, ...found }: Attached, { name, cid }: Attachment): Attached {
  return { ...found, ...(name !== undefined && { name: fileName(name) }), ...(cid !== undefined && { cid }) };
}

async function wholeMessage(item: OpenItem, source: string, ports: WritingPorts): Promise<Attached> {
  const { stored, message } = item;
  const subject = decodeText(field((await message.tree()).part, 'subject')?.value ?? '');
  const name = fileName(`${subject.slice(0, 100) || 'messaggio'}.eml`);
  const octets = await octetsOf(message.read(0, stored.size));
  const base = { name, type: 'message/rfc822', size: stored.size, source };
  if (octets.isCanonical) return { ...base, encoding: octets.eightBit ? '8bit' : '7bit', messages: [stored.id] };
  return { ...base, type: 'application/octet-stream', ...(await encodedAnew(message.read(0, stored.size), ports)) };
}

async function partOf(item: OpenItem, path: string, source: string, ports: WritingPorts): Promise<Attached> {
  const { message, stored } = item;
  const found = await findPart({ ...message, tree: await message.tree() }, path, ports.archives);
  if (found === undefined) throw NO_PART;
  // Inside something that had to be opened: octets of their own.
  if (path.includes('!')) return await openedPart(found, source, ports);
  const tree = found.kind === 'mime' ? found.part.node : undefined;
  if (tree === undefined || tree.children.length > 0) throw NO_PART;
  const { bodyStart, end, contentType, encoding, fileName: named } = tree.part;
  const name = fileName(named ?? nameOf(tree));
  const { type, params } = contentType;
  const octets = await octetsOf(message.read(bodyStart, end));
  const range: [number, number] = [bodyStart, end];
  const charset = params.get('charset');
  const base = { name, type, source, ...(charset && { charset }) };
  if (tree.message !== undefined && octets.isCanonical) {
    const as = octets.eightBit ? '8bit' : '7bit';
    return { ...base, type: 'message/rfc822', size: end - bodyStart, encoding: as, messages: [stored.id], range };
  }
  const decoded = () => decodedOctets(message.read(bodyStart, end), encoding);
  const isReady = (encoding === 'base64' || encoding === 'quoted-printable') && octets.isCanonical && !octets.eightBit;
  if (!isReady)
    return { ...base, type: attachedType(type), ...(await encodedAnew(decoded(), ports)), ...sizeOf(octets) };
  let size = 0;
  for await (const piece of decoded()) size += piece.length;
  return { ...base, type: attachedType(type), size, encoding, messages: [stored.id], range };
}

async function openedPart(found: FoundPart, source: string, ports: WritingPorts): Promise<Attached> {
  const octets = await openedOctets(found, ports.limits.maxMessageBytes);
  if (octets === undefined) throw NO_PART;
  const named = found.kind === 'opened' ? found.name : found.part.node.part.fileName;
  const type = found.kind === 'mime' ? attachedType(found.part.node.part.contentType.type) : 'application/octet-stream';
  const encoded = await encodedAnew(once(octets), ports);
  return { name: fileName(named ?? 'allegato'), type, size: octets.length, source, ...encoded };
}

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets;
}

function sizeOf({ size }: { readonly size: number }) {
  return { size };
}

function nameOf(tree: MessageTree): string {
  if (tree.message)
    return `${decodeText(field(tree.message.part, 'subject')?.value ?? '').slice(0, 100) || 'messaggio'}.eml`;
  const { type } = tree.part.contentType;
  return type === 'text/plain' ? 'testo.txt' : type === 'text/html' ? 'testo.html' : 'allegato';
}

/** Fit to stand in a message as they are: lines of at most 998 octets, ended by CRLF. */
async function octetsOf(read: AsyncIterable<Uint8Array>) {
  const indexer = new MimeIndexer();
  indexer.push(EMPTY_HEADER);
  for await (const piece of read) indexer.push(piece);
  const { longLine, bareLineEnd, eightBit, size } = indexer.end();
  return { isCanonical: !longLine && !bareLineEnd, eightBit, size: size - EMPTY_HEADER.length };
}

const EMPTY_HEADER = new TextEncoder().encode('X: y\r\n\r\n');

/** In base64, as octets of their own. */
async function encodedAnew(
  octets: AsyncIterable<Uint8Array>,
  { blobs, store, legalTime, random, limits }: WritingPorts,
) {
  const written = await blobs.write(base64Of(octets), { maxBytes: limits.maxMessageBytes });
  if (written.size === 0) return { encoding: 'base64' as const, messages: [] };
  const id = newId(legalTime.now(), random);
  // Nothing names it yet; the card that is written next does, within the day that it is spared.
  await store.commit({ messages: [{ id, ...written }] });
  return { encoding: 'base64' as const, messages: [id] };
}

export const PARTS_GONE = new Refusal('conflict', 'attachment-gone', {
  it: 'Un allegato non c’è più: toglierlo e allegarlo di nuovo.',
  en: 'An attachment is no longer there: remove it and attach it again.',
  de: 'Ein Anhang ist nicht mehr da: entfernen und neu anhängen.',
});
