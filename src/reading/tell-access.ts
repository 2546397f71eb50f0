import type { OpenItem } from './open-item.ts';
import type { MailAccess, Reader, ReadingPorts } from './reading-ports.ts';
import { rowOf } from './row-of.ts';
import { summariesOf } from './rows.ts';

type What = MailAccess['what'];

const MAX_SUBJECT = 300;

/** Leaves a trace of what somebody else than the holder did in his mailbox. Resolves when it is durable: what leaves none is not given. */
export async function tellOf(
  what: What,
  reader: Reader,
  { folder, item }: Pick<OpenItem, 'folder' | 'item'>,
  ports: ReadingPorts,
  subject?: string,
): Promise<void> {
  if (reader.box.level === 'own' || ports.tellAccess === undefined) return;
  const summary = subject === undefined ? (await summariesOf([item.messageId], ports)).get(item.messageId) : undefined;
  const told = subject ?? rowOf(folder.id, item, summary).subject;
  await tell(what, reader, ports, { ...(item.thread && { thread: item.thread }), subject: told });
}

/** The same, of many messages or a folder at once. */
export async function tell(
  what: What,
  { login, box, device }: Reader,
  { tellAccess }: Pick<ReadingPorts, 'tellAccess'>,
  about: Pick<MailAccess, 'thread' | 'subject'> = {},
): Promise<void> {
  if (box.level === 'own' || tellAccess === undefined) return;
  const { thread, subject } = about;
  const line = subject
    ?.replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_SUBJECT);
  await tellAccess({
    mailbox: box.mailbox.id,
    login,
    what,
    ...(device && { device }),
    ...(thread !== undefined && { thread }),
    ...(line && { subject: line }),
  });
}
