import type { Box } from '#accounts';
import { type FolderViews, INBOX, readSummaries, type SummaryPorts } from '#mailbox';
import { decodeText, type EnvelopeAddress, sameAddress } from '#mime';
import type { LogRecord, Store } from '#ports';
import type { ChargeAbout } from './charge-card.ts';

/** A mailbox, and the folders of it that are open to whoever looks; absent: all. */
export type Opened = Pick<Box, 'mailbox' | 'folders'>;

export interface ThreadsPorts {
  readonly store: Pick<Store, 'searchLog'>;
  readonly summaries: SummaryPorts;
  readonly views: Pick<FolderViews, 'lists' | 'open'>;
}

/** Which conversations stand in a mailbox, as far as they are open. */
export interface Threads {
  /** What it is about; undefined: there is none, or not for him. */
  describe(box: Opened, thread: string): Promise<ChargeAbout | undefined>;
  /** All of them; for who may look into some folders alone. */
  open(box: Opened): Promise<ReadonlySet<string>>;
}

export function openThreads({ store, summaries, views }: ThreadsPorts): Threads {
  /** INBOX first: it is mostly there. `look` answers true when it has found what it wants. */
  async function throughFolders(
    { mailbox, folders }: Opened,
    look: (items: NonNullable<Awaited<ReturnType<typeof views.open>>>['view']['items']) => boolean,
  ): Promise<void> {
    const all = await views.lists.all(mailbox.id);
    const open = all.filter(({ id }) => folders === undefined || folders.includes(id));
    for (const folder of open.toSorted((a, b) => Number(b.name === INBOX) - Number(a.name === INBOX))) {
      const opened = await views.open(folder.id, folder);
      if (opened === undefined) continue;
      try {
        await opened.view.refresh();
        if (look(opened.view.items)) return;
      } finally {
        opened.close();
      }
    }
  }

  return {
    async describe(box, thread) {
      let found: { readonly messageId: string; readonly at: number } | undefined;
      await throughFolders(box, (items) => {
        for (let row = items.length - 1; row >= 0 && found === undefined; row--)
          if (items.thread(row) === thread) found = { messageId: items.messageId(row), at: items.internalDate(row) };
        return found !== undefined;
      });
      if (found === undefined) return undefined;
      const { messageId, at } = found;
      // What was certified is told by the log: the envelope's own subject and sender are the provider's.
      // What stands in the folder may only call itself so: of messages of others nothing is told.
      const [record] = await store.searchLog({ identificativo: thread, limit: 1 });
      if (record?.mittente !== undefined && isParty(record, box.mailbox.address))
        return { subject: record.oggetto ?? '', from: record.mittente, at };
      for await (const [, { envelope }] of readSummaries([[thread, messageId]], summaries)) {
        const [from] = envelope.from;
        return { subject: decodeText(envelope.subject ?? ''), from: addressOf(from), at };
      }
      return { subject: '', from: '', at };
    },
    async open(box) {
      const threads = new Set<string>();
      await throughFolders(box, (items) => {
        for (let row = 0; row < items.length; row++) threads.add(items.thread(row));
        return false;
      });
      return threads;
    },
  };
}

function isParty({ mittente = '', destinatari = [] }: LogRecord, address: string): boolean {
  return [mittente, ...destinatari.map((one) => one.address)].some((one) => sameAddress(one, address));
}

function addressOf(from: EnvelopeAddress | undefined): string {
  return from?.mailbox && from.host ? `${from.mailbox}@${from.host}` : '';
}
