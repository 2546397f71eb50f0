import { searchText, summarize } from '#mime';
import type { MessageFacts, TextTerm } from '#ports';
import type { OpenedMessage } from './open-message.ts';

/** Everything of a message that is kept beside it, made anew from its octets, which are streamed. */
export async function factsOf(message: OpenedMessage): Promise<MessageFacts> {
  const tree = await message.tree();
  const summary = await summarize(tree, message.read);
  const { header, body, truncated } = await searchText(tree, message.read);
  return { messageId: message.id, summary, header, body, truncated };
}

/** Whether kept texts hold a term, as `MailStore.matching` judges it. Of truncated ones `false` says nothing about the body. */
export function factsHold({ header, body }: Pick<MessageFacts, 'header' | 'body'>, term: TextTerm): boolean {
  const { value } = term;
  if (term.in === 'body') return body.includes(value);
  if (term.in === 'text') return header.includes(value) || body.includes(value);
  return term.field === undefined ? header.includes(value) : fieldHolds(header, term.field, value);
}

function fieldHolds(header: string, field: string, value: string): boolean {
  const start = `${field}:`;
  for (let at = 0; at < header.length; ) {
    const lineEnd = header.indexOf('\n', at);
    const end = lineEnd < 0 ? header.length : lineEnd;
    if (header.startsWith(start, at) && header.slice(at + start.length, end).includes(value)) return true;
    at = end + 1;
  }
  return false;
}
