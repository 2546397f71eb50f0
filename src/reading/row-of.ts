import type { MailRow } from '#contract';
import type { FolderItem } from '#mailbox';
import { peopleOf } from '#message-view';
import { decodeText, type EnvelopeAddress, type MessageEnvelope, type MessageSummary, type PartSummary } from '#mime';
import { isoLegalTime, wire } from '#pec';
import { kindOf, labelsOf } from './message-kinds.ts';

export type Row = Omit<MailRow, 'chain' | 'charge'>;

const MAX_TO = 20;
const MAX_THREAD = 500;

/** A row of a list: of an envelope or anomaly what the message inside says, not its wrapper. No octet is read for it. */
export function rowOf(folder: string, item: FolderItem, summary: MessageSummary | undefined): Row {
  const { flags, uid, size, internalDate, thread } = item;
  const { kind, receipt } = kindOf(flags);
  const isWrapped = kind === 'certified' || kind === 'anomaly';
  const inner = isWrapped ? postacertOf(summary?.structure) : undefined;
  const envelope = inner?.envelope ?? summary?.envelope;
  const structure = inner?.structure ?? summary?.structure;
  const has = (flag: string) => flags.includes(flag);
  return {
    ...{ folder, uid, kind },
    ...(receipt && { receipt }),
    ...peopleIn(envelope, isWrapped && inner === undefined),
    subject: subjectOf(envelope, isWrapped && inner === undefined),
    at: isoLegalTime(internalDate),
    size,
    hasAttachments: structure !== undefined && kind !== 'receipt' && hasAttachment(structure),
    ...{ isSeen: has('\\Seen'), isFlagged: has('\\Flagged'), isAnswered: has('\\Answered') },
    labels: [...labelsOf(flags)],
    ...(thread !== undefined && thread.length <= MAX_THREAD && { thread }),
  };
}

type Inner = NonNullable<PartSummary['message']>;

/** postacert.eml right below the outermost multipart/mixed. */
function postacertOf(structure: PartSummary | undefined): Inner | undefined {
  const isSigned = structure?.subtype.toLowerCase() === 'signed';
  const mixed = isSigned ? structure?.children[0] : structure;
  return mixed?.children.find(
    ({ message, params, disposition }) => message && isNamed([...params, ...(disposition?.params ?? [])]),
  )?.message;
}

function isNamed(params: readonly (readonly [string, string])[]): boolean {
  return params.some(
    ([name, value]) => /^(?:file)?name$/.test(name) && value.trim().toLowerCase() === wire.PART.postacert,
  );
}

function peopleIn(envelope: MessageEnvelope | undefined, isOuter: boolean): Pick<Row, 'from' | 'to'> {
  const [from] = envelope ? peopleOf(envelope.from.slice(0, 1)) : [];
  const to = envelope ? [...peopleOf(envelope.to.slice(0, MAX_TO))] : [];
  return { from: (isOuter ? senderOf(from, envelope?.replyTo) : from) ?? { name: '', address: '' }, to };
}

/** The wrapper names the sender: `Per conto di: mario@…` (spec 3.3). */
function senderOf(from: Row['from'] | undefined, replyTo: readonly EnvelopeAddress[] = []): Row['from'] | undefined {
  const lower = from?.name.toLowerCase() ?? '';
  const words = wire.PER_CONTO_DI_READ.find((each) => lower.startsWith(each));
  const named = words === undefined ? undefined : from!.name.slice(words.length).trim();
  return named === undefined ? (peopleOf(replyTo)[0] ?? from) : { name: '', address: named };
}

const WRAPPERS = [wire.PREFIX.postaCertificata, wire.PREFIX.anomalia];

function subjectOf(envelope: MessageEnvelope | undefined, isOuter: boolean): string {
  const subject = decodeText(envelope?.subject ?? '').trim();
  const prefix = isOuter ? WRAPPERS.find((each) => subject.startsWith(each)) : undefined;
  return prefix === undefined ? subject : subject.slice(prefix.length).trim();
}

/** Something that is no text of the message, and no picture in its HTML. */
function hasAttachment(part: PartSummary): boolean {
  const subtype = part.subtype.toLowerCase();
  if (part.type.toLowerCase() === 'multipart') {
    const [root, ...more] = part.children;
    if (subtype === 'related') return root !== undefined && hasAttachment(root);
    if (subtype === 'signed') return root !== undefined && (hasAttachment(root) || more.length > 1);
    return part.children.some(hasAttachment);
  }
  if (part.message) return true;
  const isText = part.type.toLowerCase() === 'text' && (subtype === 'plain' || subtype === 'html');
  const isNamedFile = [...part.params, ...(part.disposition?.params ?? [])].some(([name]) =>
    /^(?:file)?name\*?/.test(name),
  );
  return part.disposition?.type.toLowerCase() === 'attachment' || !isText || isNamedFile;
}
