import type { MessageSummary, MessageTree } from './message-summary.ts';
import type { ReadOctets } from './message-tree.ts';

/** ENVELOPE, BODYSTRUCTURE, threading ids, sent date and preview of a message. Reads at most 64 KiB of it. Never throws because of what a message holds. */
export async function summarize(_tree: MessageTree, _read: ReadOctets): Promise<MessageSummary> {
  throw new Error('the summary is not built yet');
}
