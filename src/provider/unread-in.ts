import { INBOX } from '#mailbox';
import type { MailStore } from '#ports';

/** Messages not read in the INBOX of each of these mailboxes, by mailbox id. */
export async function unreadIn(
  mailboxes: readonly string[],
  store: Pick<MailStore, 'folders' | 'counts'>,
): Promise<ReadonlyMap<string, number>> {
  const inboxes = (await Promise.all(mailboxes.map((id) => store.folders(id, [INBOX])))).flat();
  const counts = await store.counts(inboxes.map(({ id }) => id));
  return new Map(inboxes.map(({ id, mailbox }) => [mailbox, counts.get(id)?.unseen ?? 0]));
}
