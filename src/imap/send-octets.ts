import { concat, type MessageTree, type ReadOctets } from '#mime';
import type { ImapMessage } from './backend.ts';
import { type BinaryPart, binaryPart, binarySize, binaryText, readBinary } from './binary.ts';
import type { StreamedItem } from './fetch-plan.ts';
import type { Partial, Section } from './query.ts';
import type { Responses } from './responses.ts';
import { partialRange, readSection, sectionOctets } from './section.ts';
import { writeItemName } from './write-fetch.ts';

/** A message opened for one FETCH: its tree is asked for once, and only when some item needs it. */
export class OpenedMessage {
  readonly message: ImapMessage;
  readonly read: ReadOctets;
  #tree: Promise<MessageTree> | undefined;

  constructor(message: ImapMessage) {
    this.message = message;
    this.read = (start, end) => message.read(start, end);
  }

  tree(): Promise<MessageTree> {
    this.#tree ??= this.message.tree();
    return this.#tree;
  }
}

type BinaryItem = Exclude<StreamedItem, { kind: 'SECTION' }>;

/** Is one of these encoded in a way that is not known? Then nothing of the message is told (RFC 3516 4.3). */
export async function cannotDecode(items: readonly StreamedItem[], opened: OpenedMessage): Promise<boolean> {
  for (const item of items) {
    if (item.kind !== 'SECTION' && (await partOf(item, opened)) === 'unknown-cte') return true;
  }
  return false;
}

/** A part with its encoding; headers have none. */
async function partOf(item: BinaryItem, opened: OpenedMessage): Promise<ReturnType<typeof binaryPart>> {
  const { path, text } = item;
  if (text === undefined) return binaryPart(await opened.tree(), path);
  return text === 'TEXT' ? binaryText(await opened.tree(), path) : undefined;
}

/** Sends an item with its name and octets. */
export async function sendOctets(out: Responses, item: StreamedItem, opened: OpenedMessage): Promise<void> {
  await out.text(`${writeItemName(item)} `);
  if (item.kind === 'SECTION') return await sendSection(out, item.section, item.partial, opened);
  if (item.text !== undefined && item.text !== 'TEXT') return await sendHeader(out, item, opened);
  const part = await partOf(item, opened);
  if (part === 'unknown-cte' || part === undefined) await out.text(item.kind === 'BINARY.SIZE' ? '0' : 'NIL');
  else if (item.kind === 'BINARY.SIZE') await out.text(String(await binarySize(part, opened.read)));
  else await sendBinary(out, part, opened.read, item.partial);
}

/** No header is encoded as a whole. */
async function sendHeader(out: Responses, item: BinaryItem, opened: OpenedMessage): Promise<void> {
  if (item.kind === 'BINARY') return await sendSection(out, item, item.partial, opened);
  await out.text(String(sectionOctets(await opened.tree(), item)?.size ?? 0));
}

async function sendSection(
  out: Responses,
  section: Section,
  partial: Partial | undefined,
  opened: OpenedMessage,
): Promise<void> {
  // The whole message is asked for most, and needs no tree.
  if (section.path.length === 0 && section.text === undefined) {
    const [start, end] = partialRange(opened.message.size, partial);
    await out.literal('', end - start, opened.read(start, end));
    return;
  }
  const octets = sectionOctets(await opened.tree(), section);
  if (octets === undefined) {
    await out.text('NIL');
    return;
  }
  const [start, end] = partialRange(octets.size, partial);
  await out.literal('', end - start, readSection(octets, opened.read, partial));
}

/** Decoded octets up to this are kept while they are counted; more are decoded a second time. */
const KEPT = 262_144;

/** A literal tells its length first, and a NUL must be announced (RFC 3516 4.3): so the octets are looked at before they are sent. */
async function sendBinary(
  out: Responses,
  part: BinaryPart,
  read: ReadOctets,
  partial: Partial | undefined,
): Promise<void> {
  let size = 0;
  let hasNul = false;
  let kept: Uint8Array[] | undefined = [];
  for await (const piece of readBinary(part, read, partial)) {
    size += piece.length;
    hasNul ||= piece.includes(0);
    if (size > KEPT) kept = undefined;
    kept?.push(piece);
  }
  await out.literal(hasNul ? '~' : '', size, kept === undefined ? readBinary(part, read, partial) : once(concat(kept)));
}

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets;
}
