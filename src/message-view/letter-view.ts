import { decodeText, field, htmlText, unfold } from '#mime';
import { readRfc5322Date } from '#pec';
import { type AttachmentPorts, type Budget, freshBudget, viewAttachments } from './attachments.ts';
import { bodyParts, type NumberedPart } from './body-parts.ts';
import { type Caution, type CautionQuestion, cautionsOf } from './cautions.ts';
import type { InnerMessage } from './enclosed.ts';
import type { OctetSource } from './octet-source.ts';
import type { PartView } from './part-view.ts';
import { type Person, peopleIn } from './people.ts';
import { readText } from './read-text.ts';

/** A message as it is read. */
export interface LetterView {
  readonly from: readonly Person[];
  readonly replyTo: readonly Person[];
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly subject: string;
  /** Milliseconds. */
  readonly date?: number;
  /** With its brackets. */
  readonly messageId?: string;
  readonly text: string;
  /** As written, hostile or not. */
  readonly html?: string;
  /** There is more than is told here. */
  readonly isCut: boolean;
  readonly attachments: readonly PartView[];
  readonly cautions: readonly Caution[];
}

export type LetterPorts = AttachmentPorts & Pick<CautionQuestion, 'isPecDomain' | 'knownDomains'>;

export interface LetterOrder {
  readonly message: InnerMessage;
  /** A provider vouches for it, or it was handed in here: it may call itself what it is. */
  readonly isCertified: boolean;
  /** The sender that a provider certified, when this is the original inside an envelope. */
  readonly certifiedSender?: string;
  /** Numbers of parts that are told elsewhere: certification data, the provider's signature. */
  readonly toldElsewhere?: readonly string[];
}

const MAX_TEXT = 512 * 1024;
const MAX_HTML = 1024 * 1024;

/** One message, attached ones not unfolded: people, text, what hangs on it, and what to be careful of. */
export async function viewLetter(order: LetterOrder, ports: LetterPorts): Promise<LetterView> {
  const { message, isCertified, certifiedSender, toldElsewhere = [] } = order;
  const { part } = message.tree;
  const [from, replyTo] = [peopleIn(part, 'from'), peopleIn(part, 'reply-to')];
  const budget = freshBudget();
  const attachments = (await attachmentsOf(message, ports, budget)).filter(({ part }) => !toldElsewhere.includes(part));
  const date = readRfc5322Date(unfold(field(part, 'date')?.value ?? ''));
  const messageId = unfold(field(part, 'message-id')?.value ?? '').trim();
  const subject = decodeText(field(part, 'subject')?.value ?? '').trim();
  const cautions = cautionsOf({
    ...{ from, replyTo, subject, attachments, isCertified, hidesAttachments: budget.hides },
    ...(certifiedSender !== undefined && { certifiedSender }),
    ...{ isPecDomain: ports.isPecDomain, knownDomains: ports.knownDomains },
  });
  return {
    ...{ from, replyTo, to: peopleIn(part, 'to'), cc: peopleIn(part, 'cc'), subject },
    ...(date !== undefined && { date }),
    ...(messageId !== '' && { messageId }),
    ...(await readBody(message)),
    ...{ attachments, cautions },
  };
}

/** Parts of what had to be decoded have numbers of their own, behind `!`. */
async function attachmentsOf(
  { source, tree, prefix, isDecoded }: InnerMessage,
  ports: LetterPorts,
  budget: Budget,
): Promise<readonly PartView[]> {
  const views = await viewAttachments({ source, tree, prefix: isDecoded ? '' : prefix }, ports, budget);
  return isDecoded ? views.map((view) => behind(prefix, view)) : views;
}

function behind(prefix: string, view: PartView): PartView {
  const inside = view.inside?.map((one) => behind(prefix, one));
  return { ...view, part: `${prefix}!${view.part}`, ...(inside && { inside }) };
}

/** Text and HTML of a message. */
export async function readBody({ source, tree, prefix, isDecoded }: InnerMessage) {
  const { texts, htmls } = bodyParts(tree, isDecoded ? '' : prefix);
  const plain = await readAll(source, texts, MAX_TEXT);
  const html = await readAll(source, htmls, MAX_HTML);
  const text = texts.length > 0 ? plain.text : htmlText(html.text, MAX_TEXT);
  return { text, ...(htmls.length > 0 && { html: html.text }), isCut: plain.isCut || html.isCut };
}

async function readAll(source: Pick<OctetSource, 'read'>, parts: readonly NumberedPart[], room: number) {
  const read: string[] = [];
  let left = room;
  let isCut = false;
  for (const { node } of parts) {
    isCut ||= left <= 0;
    if (isCut) break;
    const one = await readText(source, node.part, left);
    read.push(one.text);
    left -= one.text.length;
    isCut = one.isCut;
  }
  return { text: read.join('\n\n'), isCut };
}
