import type { FolderViews } from '#mailbox';
import { sliceRope } from '#mime';
import { PEC_KEYWORDS } from '#pec';
import type { Blobs, Store } from '#ports';

const [ENVELOPE] = PEC_KEYWORDS.M4;

/** Stands a certified message in any folder of the mailbox, and has nobody read it? What was deleted is not unread. */
export async function isUnread(
  mailbox: string,
  identificativo: string,
  views: Pick<FolderViews, 'lists' | 'open'>,
): Promise<boolean> {
  for (const folder of await views.lists.all(mailbox)) {
    const opened = await views.open(folder.id, folder);
    if (opened === undefined) continue;
    try {
      const { view } = opened;
      await view.refresh();
      const { items } = view;
      const isEnvelope = items.hasFlag(ENVELOPE!);
      const isSeen = items.hasFlag('\\Seen');
      // The newest are at the end.
      for (let row = items.length - 1; row >= 0; row--) {
        if (items.thread(row) === identificativo && isEnvelope(row)) return !isSeen(row);
      }
    } finally {
      opened.close();
    }
  }
  return false;
}

const HEADERS_MAX_OCTETS = 65_536;

/**
 * Does the message inside this anomaly envelope say that a machine wrote it (RFC 3834 5), or that it is a bounce or of a list? Its header
 * stands near the beginning; what cannot be read any more is taken for a machine's.
 */
export async function isAutomatic(
  stored: string,
  { store, blobs }: { readonly store: Pick<Store, 'message'>; readonly blobs: Pick<Blobs, 'bytes'> },
): Promise<boolean> {
  const message = await store.message(stored);
  if (message === undefined) return true;
  const length = Math.min(message.size, HEADERS_MAX_OCTETS);
  const octets = await blobs.bytes(sliceRope(message.rope, 0, length), length);
  const text = new TextDecoder('latin1').decode(octets);
  return /^(Auto-Submitted:(?![ \t]*no\b)|Precedence:[ \t]*(bulk|junk|list)|List-Id:|X-Auto-Response-Suppress:)/im.test(
    text,
  );
}
