import { urlOf } from '#kit';
import type { Spot } from './selection.ts';

type Place = Spot & { readonly mailbox: string };

/** Where the octets of a part stand. */
export function partUrl({ mailbox, folder, uid }: Place, part: string, isDownload = false): string {
  return urlOf(
    'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/parts/{part}',
    { mailbox, folder, uid, part },
    isDownload ? { download: 'true' } : {},
  );
}

/** Where the message itself stands, octet by octet. */
export function rawUrl({ mailbox, folder, uid }: Place): string {
  return urlOf(
    'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/raw',
    { mailbox, folder, uid },
    { download: 'true' },
  );
}
