import { type MessageTree, messageTreeOf } from '#mime';
import type { ArchiveReader } from './archive-reader.ts';
import { bodyParts, contentId, type NumberedPart } from './body-parts.ts';
import { type ContentKind, contentKind, mediaTypeOf, SNIFFED } from './content-kind.ts';
import { firstOctets, type OctetSource, sourceOf } from './octet-source.ts';
import { type DocumentAuthorities, judgeDetached, MAX_OPENED, openSigned, type SignatureView } from './open-signed.ts';
import { partBytes, partContent, partSize } from './part-content.ts';
import type { PartView, Shows } from './part-view.ts';

export interface AttachmentPorts {
  readonly archives: ArchiveReader;
  /** Digest of octets that are not in memory: of what a detached signature signs. */
  digest(octets: AsyncIterable<Uint8Array>, algorithm: string): Promise<Uint8Array>;
  /** Absent: who signed a document is not judged. */
  readonly authorities?: DocumentAuthorities | undefined;
}

/** What one look at a message may cost: what is behind stays closed, and can still be fetched. */
export interface Budget {
  /** Octets still to be opened in memory. */
  openedBytes: number;
  /** Entries of archives still to be unpacked. */
  entries: number;
  /** Parts still to be told of. */
  parts: number;
  /** Something was not told of for want of parts. */
  hides: boolean;
}

export function freshBudget(): Budget {
  return { openedBytes: MAX_OPENED, entries: 20, parts: 500, hides: false };
}

/** One part more is told of; false when there is no room for it. */
function takePart(budget: Budget): boolean {
  if (budget.parts > 0) budget.parts--;
  else budget.hides = true;
  return !budget.hides;
}

const MAX_DEPTH = 5;

/** Everything that hangs on a message, opened as far as its budget goes. */
export async function viewAttachments(
  message: { readonly source: Pick<OctetSource, 'read'>; readonly tree: MessageTree; readonly prefix: string },
  ports: AttachmentPorts,
  budget: Budget,
  depth = 0,
): Promise<readonly PartView[]> {
  const { source, tree, prefix } = message;
  const { attachments } = bodyParts(tree, prefix);
  const views: PartView[] = [];
  for (const attached of attachments) {
    if (!takePart(budget)) break;
    const view = await viewPart({ source, path: attached.number, node: attached.node }, ports, budget, depth);
    const isInline = attached.isInline && view.shows === 'image';
    const signature = attached.signs && (await signatureOver(attached.signs, attached.node, source, ports));
    views.push({ ...view, isInline, ...(signature && { shows: 'signed' as const, signature }) });
  }
  return await withNeighbours(views, attachments, source, ports);
}

interface Place {
  readonly source: Pick<OctetSource, 'read'>;
  readonly path: string;
  readonly node: MessageTree;
}

async function viewPart(place: Place, ports: AttachmentPorts, budget: Budget, depth: number): Promise<PartView> {
  const { source, path, node } = place;
  const { part } = node;
  const cid = contentId(node);
  const base = {
    part: path,
    size: await partSize(source, part, node.lines),
    ...(cid !== undefined && cid !== '' && { cid }),
    isInline: false,
  };
  if (node.message) {
    const name = part.fileName ?? 'message.eml';
    const inside = await insideMessage({ source, tree: node.message, prefix: path }, ports, budget, depth);
    return { ...base, name, type: 'message/rfc822', shows: 'message', ...(inside.length > 0 && { inside }) };
  }
  const kind = contentKind(await firstOctets(partContent(source, part), SNIFFED));
  const named = { ...base, ...describe(kind, part.fileName, part.contentType.type) };
  return await open(named, kind, () => withinBudget(place, base.size, budget), ports, budget, depth);
}

async function withinBudget({ source, node }: Place, size: number, budget: Budget): Promise<Uint8Array | undefined> {
  if (size > budget.openedBytes) return undefined;
  const octets = await partBytes(source, node.part, budget.openedBytes);
  budget.openedBytes -= octets?.length ?? 0;
  return octets;
}

/** Looks into what can hold other things. */
async function open(
  view: PartView,
  kind: ContentKind,
  read: () => Promise<Uint8Array | undefined>,
  ports: AttachmentPorts,
  budget: Budget,
  depth: number,
): Promise<PartView> {
  if (depth >= MAX_DEPTH || !['cms', 'zip', 'message'].includes(kind)) return view;
  const octets = await read();
  if (octets === undefined) return view;
  if (kind === 'cms') return await openCms(view, octets, ports, budget, depth);
  if (kind === 'zip') return await openZip(view, octets, ports, budget, depth);
  const tree = messageTreeOf(octets);
  const source = sourceOf(octets);
  const inside = await insideMessage({ source, tree, prefix: '' }, ports, budget, depth);
  return { ...view, ...(inside.length > 0 && { inside: inside.map((one) => below(view.part, one)) }) };
}

async function insideMessage(
  message: Parameters<typeof viewAttachments>[0],
  ports: AttachmentPorts,
  budget: Budget,
  depth: number,
): Promise<readonly PartView[]> {
  return depth >= MAX_DEPTH ? [] : await viewAttachments(message, ports, budget, depth + 1);
}

/** Paths in what had to be decoded go on behind `!`. */
function below(outer: string, view: PartView): PartView {
  return {
    ...view,
    part: `${outer}!${view.part}`,
    ...(view.inside && { inside: view.inside.map((one) => below(outer, one)) }),
  };
}

async function openCms(
  view: PartView,
  octets: Uint8Array,
  ports: AttachmentPorts,
  budget: Budget,
  depth: number,
): Promise<PartView> {
  const opened = await openSigned(octets, ports.authorities);
  if (opened === undefined) return { ...view, shows: 'nothing' };
  const { signature, content } = opened;
  const signed: PartView = { ...view, shows: 'signed', signature };
  if (content === undefined || !takePart(budget)) return signed;
  const kind = contentKind(content.subarray(0, SNIFFED));
  const name = view.name.replace(/\.(?:p7m|p7s|tsd)$/i, '');
  const inner: PartView = {
    part: `${view.part}!1`,
    size: content.length,
    isInline: false,
    ...describe(kind, name, 'application/octet-stream'),
  };
  budget.openedBytes -= content.length;
  const inside = await open(
    inner,
    kind,
    async () => (budget.openedBytes > 0 ? content : undefined),
    ports,
    budget,
    depth + 1,
  );
  return { ...signed, inside: [inside] };
}

async function openZip(
  view: PartView,
  octets: Uint8Array,
  ports: AttachmentPorts,
  budget: Budget,
  depth: number,
): Promise<PartView> {
  const listing = await ports.archives.list(octets);
  // Still an archive, but closed: the page says so.
  if (!listing.ok) return { ...view, shows: 'archive' };
  budget.hides ||= listing.isCut;
  const inside: PartView[] = [];
  for (const [at, { name, size, isFolder, isEncrypted }] of listing.entries.entries()) {
    if (isFolder) continue;
    if (!takePart(budget)) break;
    const type = 'application/octet-stream';
    const shows: Shows = isEncrypted ? 'nothing' : showsByName(name);
    const entry: PartView = { part: `${view.part}!${at + 1}`, name, type, size, shows, isInline: false };
    const unpack = () => ports.archives.entry(octets, at);
    inside.push(shows === 'signed' ? await openEntry(entry, unpack, ports, budget, depth) : entry);
  }
  return { ...view, shows: 'archive', inside };
}

/** A signed document in an archive is opened as one that hangs on the message itself; others wait until they are asked for. */
async function openEntry(
  entry: PartView,
  unpack: () => ReturnType<ArchiveReader['entry']>,
  ports: AttachmentPorts,
  budget: Budget,
  depth: number,
): Promise<PartView> {
  if (budget.entries === 0 || entry.size > budget.openedBytes) return entry;
  budget.entries--;
  budget.openedBytes -= entry.size;
  const octets = (await unpack())?.octets;
  if (octets === undefined) return entry;
  const kind = contentKind(octets.subarray(0, SNIFFED));
  const named = { ...entry, ...describe(kind, entry.name, entry.type) };
  return kind === 'cms' ? await open(named, kind, async () => octets, ports, budget, depth + 1) : named;
}

const SHOWS: Readonly<Record<ContentKind, Shows>> = {
  png: 'image',
  jpeg: 'image',
  gif: 'image',
  webp: 'image',
  bmp: 'image',
  pdf: 'pdf',
  zip: 'archive',
  office: 'nothing',
  cms: 'signed',
  invoice: 'invoice',
  daticert: 'daticert',
  xml: 'text',
  html: 'nothing',
  calendar: 'calendar',
  contacts: 'contacts',
  message: 'message',
  text: 'text',
  unknown: 'nothing',
};

/** The octets decide; a declared type is kept where they say nothing of their own, so that nothing passes for what it is not. */
function describe(kind: ContentKind, fileName: string | undefined, declared: string) {
  const isOfText = kind === 'text' || kind === 'unknown' || kind === 'office';
  const isBelievable = /^(?:application|text|audio|video)\//.test(declared) && !/html|svg|xml|script/.test(declared);
  const type = isOfText && isBelievable ? declared : (mediaTypeOf(kind) ?? 'application/octet-stream');
  return { name: fileName?.trim() || unnamed(kind, type), type, shows: SHOWS[kind] };
}

function unnamed(kind: ContentKind, type: string): string {
  const extension = {
    jpeg: 'jpg',
    cms: 'p7m',
    message: 'eml',
    text: 'txt',
    calendar: 'ics',
    contacts: 'vcf',
    daticert: 'xml',
    invoice: 'xml',
  };
  const known =
    extension[kind as keyof typeof extension] ?? (kind === 'unknown' || kind === 'office' ? undefined : kind);
  return `${type.split('/')[0] ?? 'part'}.${known ?? 'bin'}`;
}

/** Of an entry that was not unpacked; what it really is, is seen when it is fetched. */
function showsByName(name: string): Shows {
  const extension = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (['png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp'].includes(extension)) return 'image';
  if (['txt', 'csv', 'log', 'md', 'xml'].includes(extension)) return 'text';
  if (extension === 'pdf') return 'pdf';
  if (extension === 'eml') return 'message';
  if (extension === 'ics') return 'calendar';
  if (extension === 'vcf') return 'contacts';
  return extension === 'p7m' ? 'signed' : 'nothing';
}

async function signatureOver(
  signed: MessageTree,
  signature: MessageTree,
  source: Pick<OctetSource, 'read'>,
  ports: AttachmentPorts,
): Promise<SignatureView | undefined> {
  const octets = await partBytes(source, signature.part, 1024 * 1024);
  const { start, end } = signed.part;
  const digestOf = (algorithm: string) => ports.digest(source.read(start, end), algorithm);
  return octets && (await judgeDetached(octets, digestOf, ports.authorities));
}

/** A `contract.pdf.p7s` signs the `contract.pdf` that hangs beside it. */
async function withNeighbours(
  views: readonly PartView[],
  attachments: readonly NumberedPart[],
  source: Pick<OctetSource, 'read'>,
  ports: AttachmentPorts,
): Promise<readonly PartView[]> {
  const judged: PartView[] = [];
  for (const view of views) {
    const signed = /^(.+)\.p7s$/i.exec(view.name)?.[1]?.toLowerCase();
    const neighbour = views.find(({ name }) => signed !== undefined && name.toLowerCase() === signed);
    const [own, other] = [partOf(view), neighbour && partOf(neighbour)];
    const octets = own && other && (await partBytes(source, own.part, 1024 * 1024));
    const digestOf = (algorithm: string) => ports.digest(partContent(source, other!.part), algorithm);
    const signature = octets && (await judgeDetached(octets, digestOf, ports.authorities));
    judged.push(signature ? { ...view, shows: 'signed', signature } : view);
  }
  return judged;

  function partOf(view: PartView): MessageTree | undefined {
    return attachments.find(({ number }) => number === view.part)?.node;
  }
}
