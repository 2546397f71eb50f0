import type { OpenedMessage } from '#mailbox';
import {
  concat,
  decodeCharset,
  decodedOctets,
  decodeText,
  field,
  type MessageTree,
  parseAddressList,
  unfold,
} from '#mime';
import { wire } from '#pec';

/** Of a message what an answer or a forward needs: the inner one, where it is an envelope. */
export interface ReadMessage {
  readonly from: readonly Named[];
  readonly replyTo: readonly Named[];
  readonly to: readonly Named[];
  readonly cc: readonly Named[];
  readonly subject: string;
  readonly date: string;
  /** With brackets. */
  readonly messageId: string | undefined;
  readonly references: readonly string[];
  readonly text: string | undefined;
  readonly html: string | undefined;
  /** Paths of its attachments in the stored message, with their names. */
  readonly attachments: readonly { readonly part: string; readonly cid: string | undefined }[];
  /** It is, or stands in, what a provider generated: an envelope, a receipt, a notice. */
  readonly isProviders: boolean;
}

export interface Named {
  readonly name: string;
  readonly address: string;
}

/** Octets of a text that are read, at most. */
const MAX_TEXT = 400_000;

export async function readTexts(message: OpenedMessage): Promise<ReadMessage> {
  const outer = await message.tree();
  const isProviders =
    field(outer.part, wire.HEADER.trasporto) !== undefined || field(outer.part, wire.HEADER.ricevuta) !== undefined;
  const found = isProviders ? findOriginal(outer, '') : undefined;
  const tree = found?.tree ?? outer;
  const parts = leaves(tree, found?.path ?? '');
  const bodies = parts.filter(({ isBody }) => isBody);
  const texts = bodies.filter(({ tree: { part } }) => part.contentType.type === 'text/plain');
  const htmls = bodies.filter(({ tree: { part } }) => part.contentType.type === 'text/html');
  const ids = (name: string) => unfold(field(tree.part, name)?.value ?? '').match(/<[^<>\s]{1,998}>/g) ?? [];
  const references = ids('references');
  return {
    from: people(tree, 'from'),
    replyTo: people(tree, 'reply-to'),
    to: people(tree, 'to'),
    cc: people(tree, 'cc'),
    subject: decodeText(field(tree.part, 'subject')?.value ?? ''),
    date: unfold(field(tree.part, 'date')?.value ?? '').trim(),
    messageId: ids('message-id')[0],
    references: references.length > 0 ? references : ids('in-reply-to'),
    text: texts[0] && (await textOf(texts[0].tree, message)),
    html: htmls[0] && (await textOf(htmls[0].tree, message)),
    attachments: parts.filter(({ isBody }) => !isBody).map(({ path, cid }) => ({ part: path, cid })),
    isProviders: found === undefined ? isProviders : true,
  };
}

function people(tree: MessageTree, name: string): readonly Named[] {
  const value = field(tree.part, name)?.value ?? '';
  return parseAddressList(value).addresses.map(({ name: shown, address }) => ({ name: shown ?? '', address }));
}

interface Place {
  readonly tree: MessageTree;
  readonly path: string;
}

/** postacert.eml, wherever it stands among the parts. */
function findOriginal(tree: MessageTree, path: string): Place | undefined {
  for (const [at, child] of tree.children.entries()) {
    const place = path === '' ? `${at + 1}` : `${path}.${at + 1}`;
    if (child.message && child.part.fileName?.toLowerCase() === wire.PART.postacert)
      return { tree: child.message, path: place };
    const deeper = findOriginal(child, place);
    if (deeper) return deeper;
  }
  return undefined;
}

interface Leaf extends Place {
  readonly isBody: boolean;
  readonly cid: string | undefined;
}

/** Its parts, attached messages as one each, with their paths from the stored message. */
function leaves(tree: MessageTree, path: string): readonly Leaf[] {
  const isWhole = tree.children.length === 0;
  const children = isWhole ? [tree] : tree.children;
  return children.flatMap((child, at): readonly Leaf[] => {
    const place = path === '' ? `${at + 1}` : `${path}.${at + 1}`;
    if (child.children.length > 0) return leaves(child, place);
    const { contentType, disposition, fileName } = child.part;
    const isText = contentType.type === 'text/plain' || contentType.type === 'text/html';
    const isBody = isText && disposition?.type !== 'attachment' && fileName === undefined;
    const cid = unfold(field(child.part, 'content-id')?.value ?? '')
      .trim()
      .replace(/^<(.*)>$/, '$1');
    return [{ tree: child, path: place, isBody, cid: cid === '' ? undefined : cid }];
  });
}

async function textOf({ part }: MessageTree, message: OpenedMessage): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const octets of decodedOctets(message.read(part.bodyStart, part.end), part.encoding)) {
    pieces.push(new Uint8Array(octets));
    length += octets.length;
    if (length > MAX_TEXT) break;
  }
  return decodeCharset(concat(pieces).subarray(0, MAX_TEXT), part.contentType.params.get('charset') ?? 'utf-8');
}
