import type { Entry } from '#accounts';
import type { ImapAccount } from '#imap';
import { accountAcl } from './account-acl.ts';
import { accountAppend } from './account-append.ts';
import { AccountBoxes, isPlace, OTHER_USERS } from './account-boxes.ts';
import { AccountFolder } from './account-folder.ts';
import { accountFolders } from './account-folders.ts';
import type { ImapAccountPorts } from './account-ports.ts';
import { accountQuota } from './account-quota.ts';
import { NO_MAILBOX } from './account-refusals.ts';

/** One who came in, and all that is open to him: his own mailbox, or the one he named, and those granted to him. */
export async function openAccount(entry: Entry, ports: ImapAccountPorts): Promise<ImapAccount> {
  const boxes = new AccountBoxes(entry, ports);
  const subscriber = subscriberOf(entry);
  if (entry.box) await boxes.begin(entry.box.mailbox.id);
  return {
    user: entry.name,
    namespaces: {
      personal: [{ prefix: '', delimiter: '/' }],
      otherUsers: [{ prefix: OTHER_USERS, delimiter: '/' }],
      shared: [],
    },
    appendLimit: ports.maxMessageBytes,
    ...accountFolders(boxes, subscriber, ports),
    ...accountAppend(boxes, ports),
    ...accountQuota(boxes, ports),
    acl: accountAcl(boxes, ports),
    async select(name, readOnly) {
      const place = await boxes.find(name, 'r');
      if (!isPlace(place)) return place;
      const opened = await ports.views.open(place.folder.id, place.folder);
      if (!opened) return NO_MAILBOX;
      const folder = new AccountFolder(place, opened, boxes, ports);
      // RFC 4314 4, SELECT: without a right to change anything it is opened for reading.
      return { ok: true, folder, readOnly: readOnly || !/[swtei]/.test(place.rights), close: () => opened.close() };
    },
    leave() {},
  };
}

/** Subscriptions are of the login; who opens the mailbox of another by its name has others there. */
function subscriberOf({ login, box }: Entry): string {
  return box === undefined || box.level === 'own' ? login : `${box.mailbox.address}*${login}`;
}
