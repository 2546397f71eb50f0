import { type MessageDate, parseMessageDate } from './message-date.ts';
import { messageIds } from './message-ids.ts';
import type { MessageSummary, MessageTree } from './message-summary.ts';
import type { ReadOctets } from './message-tree.ts';
import { field, fieldsNamed, type MimePart } from './part.ts';
import { envelopeOf, summarizePart } from './part-summary.ts';
import { previewOf } from './preview.ts';

/** The first and the last of more: who began, and who was answered (RFC 5256 3 makes a chain of them). */
const MAX_REFERENCES = 200;

/**
 * ENVELOPE, BODYSTRUCTURE, threading ids, sent date and preview of a message. Reads at most 64 KiB of it. Never throws because of what
 * a message holds.
 */
export async function summarize(tree: MessageTree, read: ReadOctets): Promise<MessageSummary> {
  const date = dateOf(tree.part);
  return {
    version: 1,
    envelope: envelopeOf(tree.part),
    structure: summarizePart(tree),
    ...(date && { sentAt: date.at, sentDay: date.day }),
    references: referencesOf(tree.part),
    preview: await previewOf(tree, read),
  };
}

function dateOf(part: MimePart): MessageDate | undefined {
  const date = field(part, 'date');
  return date && parseMessageDate(date.value);
}

/** RFC 5256 3: of References, else the first of In-Reply-To. */
function referencesOf(part: MimePart): string[] {
  const all = fieldsNamed(part, 'references').flatMap(({ value }) => messageIds(value));
  if (all.length > MAX_REFERENCES) return [all[0]!, ...all.slice(1 - MAX_REFERENCES)];
  if (all.length > 0) return all;
  const inReplyTo = field(part, 'in-reply-to');
  return inReplyTo === undefined ? [] : messageIds(inReplyTo.value, 1);
}
