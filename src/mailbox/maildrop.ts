import type { Blobs, Mailbox, MailboxItem, MailStore, Store } from '#ports';
import { INBOX } from './folder-name.ts';
import { rangesOf } from './uid-arrays.ts';

/** What POP3 sees of a mailbox: the INBOX as it stood at login (RFC 1939 3). */
export interface Maildrop {
  readonly items: readonly MailboxItem[];
  /** The exact octets of an item. */
  read(item: MailboxItem): AsyncIterable<Uint8Array>;
  /** Takes the items marked for deletion out of the INBOX, in one commit (RFC 1939 6, UPDATE state). */
  remove(items: readonly MailboxItem[]): Promise<void>;
}

export interface MaildropPorts {
  readonly store: Pick<Store, 'items' | 'message'>;
  readonly blobs: Pick<Blobs, 'read'>;
  /** Takes these UIDs, ascending, out of the INBOX: `expungeInbox` where there are folders. */
  expunge(uids: readonly number[]): Promise<void>;
}

export async function openMaildrop(mailbox: Mailbox, { store, blobs, expunge }: MaildropPorts): Promise<Maildrop> {
  return {
    items: await store.items(mailbox.id, INBOX),
    async *read(item) {
      const message = await store.message(item.messageId);
      if (message === undefined)
        throw new Error(`message ${item.messageId} of mailbox ${mailbox.address} is not in the store`);
      yield* blobs.read(message.rope);
    },
    async remove(items) {
      if (items.length > 0) await expunge(items.map(({ uid }) => uid).sort((a, b) => a - b));
    },
  };
}

/** Those who look at the INBOX through IMAP are told of it. */
export async function expungeInbox(
  mailbox: string,
  uids: readonly number[],
  store: Pick<MailStore, 'folders' | 'expunge'>,
): Promise<void> {
  const inbox = (await store.folders(mailbox)).find(({ name }) => name === INBOX);
  if (inbox) await store.expunge(inbox.id, rangesOf(uids), true);
}
