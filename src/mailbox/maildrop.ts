import type { Blobs, Mailbox, MailboxItem, Store } from '#ports';

/** What POP3 sees of a mailbox: the INBOX as it stood at login (RFC 1939 3). */
export interface Maildrop {
  readonly items: readonly MailboxItem[];
  /** The exact octets of an item. */
  read(item: MailboxItem): AsyncIterable<Uint8Array>;
  /** Takes the items marked for deletion out of the INBOX, in one commit (RFC 1939 6, UPDATE state). */
  remove(items: readonly MailboxItem[]): Promise<void>;
}

export async function openMaildrop(mailbox: Mailbox, ports: { store: Store; blobs: Blobs }): Promise<Maildrop> {
  const { store, blobs } = ports;
  return {
    items: await store.items(mailbox.id, 'INBOX'),
    async *read(item) {
      const message = await store.message(item.messageId);
      if (message === undefined)
        throw new Error(`message ${item.messageId} of mailbox ${mailbox.address} is not in the store`);
      yield* blobs.read(message.rope);
    },
    async remove(items) {
      if (items.length === 0) return;
      await store.commit({ expunge: items.map(({ uid }) => ({ mailbox: mailbox.id, folder: 'INBOX', uid })) });
    },
  };
}
