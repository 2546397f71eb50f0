import type { ImapAccount, QuotaRoot } from '#imap';
import type { Mailbox } from '#ports';
import { type AccountBoxes, isPlace } from './account-boxes.ts';
import type { ImapAccountPorts } from './account-ports.ts';
import { refuse } from './account-refusals.ts';

/** RFC 9208 5.1: storage is told in units of 1,024 octets. */
const UNIT = 1024;
/**
 * One quota root for each mailbox, called by its address: all its folders together (RFC 9208 3.2). How many messages there are is not
 * limited, and what has no limit is no resource of a root (RFC 9208 5.1): STATUS tells their number.
 */
export function accountQuota(
  boxes: AccountBoxes,
  { store }: Pick<ImapAccountPorts, 'store'>,
): Pick<ImapAccount, 'quotaRoots' | 'quota' | 'setQuota'> {
  async function rootOf({ id, address, quotaBytes }: Mailbox): Promise<QuotaRoot> {
    const { usedBytes } = await store.mailboxUse(id);
    return {
      name: address,
      resources: [{ name: 'STORAGE', usage: Math.ceil(usedBytes / UNIT), limit: Math.floor(quotaBytes / UNIT) }],
    };
  }

  return {
    async quotaRoots(name) {
      const place = await boxes.find(name, 'r');
      return isPlace(place) ? { ok: true, roots: [await rootOf(place.box.mailbox)] } : place;
    },
    async quota(root) {
      const box = (await boxes.all())?.find(({ mailbox }) => mailbox.address === root.toLowerCase());
      return box ? { ok: true, root: await rootOf(box.mailbox) } : refuse('NONEXISTENT', 'there is no such quota root');
    },
    setQuota: async () => refuse('NOPERM', 'the provider alone sets quotas'),
  };
}
