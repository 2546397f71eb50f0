import { type Box, type Entry, type LoginRefusal, type Logins, soleBox } from '#accounts';
import type { Logger } from '#config';
import type { OpenMailbox, Pop3Entry } from '#doors/pop3';
import type { SubmissionLogin } from '#doors/submission';
import { expungeInbox, INBOX, openMaildrop, rightsIn } from '#mailbox';
import { sameAddress } from '#mime';
import type { Blobs, Mailbox, MailStore, Store } from '#ports';
import { waitsForApproval } from '#writing';
import { loggedLogins } from './logged-logins.ts';

export interface DoorLoginsPorts {
  readonly logins: Logins;
  readonly store: Store & MailStore;
  readonly blobs: Blobs;
  readonly log: Logger;
}

/** The one login (`#accounts`) in the words of each door. */
export interface DoorLogins {
  submission(name: string, password: string, peer: string): Promise<SubmissionLogin<Entry>>;
  /** The mailbox a message from this address is written from: asked anew for each, so that who is suspended writes no more (A0), and who needs approval only in the pages. A frozen one too: the access point says why it sends nothing. */
  senderFor(entry: Entry, address: string): Promise<Mailbox | undefined>;
  readonly pop3: OpenMailbox;
}

export function openDoorLogins({ logins, store, blobs, log }: DoorLoginsPorts): DoorLogins {
  const at = (door: string, peer: string) => loggedLogins(logins, log, door, peer);

  return {
    async submission(name, password, peer) {
      const entry = await at('submission', peer).enter(name, password, 'send');
      return entry.ok ? { ok: true, account: entry } : entry;
    },
    async senderFor(entry, address) {
      const standing = await logins.standing(entry);
      const boxes = standing === undefined ? [] : [...(standing.box ? [standing.box] : []), ...standing.shared];
      const isOpen = ({ mailbox, maySend }: Box) =>
        (maySend || mailbox.frozen !== undefined) && sameAddress(mailbox.address, address);
      const box = boxes.find(isOpen);
      // A mail program knows no queue in which something waits for others.
      return box === undefined || (await waitsForApproval(box, store)) ? undefined : box.mailbox;
    },
    async pop3(name, password, peer) {
      const entry = await at('pop3', peer).enter(name, password, 'read');
      if (!entry.ok) return pop3Refusal(entry);
      const box = soleBox(entry);
      return 'ok' in box ? pop3Refusal(box) : await maildropOf(entry, box);
    },
  };

  async function maildropOf(entry: Entry, box: Box): Promise<Pop3Entry> {
    const { mailbox } = box;
    const rights = await rightsOnInbox(entry.login, box);
    if (!rights.includes('r')) return { ok: false, code: 'SYS/PERM', text: CLOSED_TO_HIM, isKnown: true };
    /** Asked again at the end of the session: rights may have been taken since it began. */
    async function expunge(uids: readonly number[]): Promise<void> {
      const now = (await logins.standing(entry))?.box;
      if (now === undefined || !mayDelete(await rightsOnInbox(entry.login, now))) throw new Error(CLOSED_TO_HIM);
      await expungeInbox(mailbox.id, uids, store);
    }
    const open = () => openMaildrop(mailbox, { store, blobs, expunge });
    return { ok: true, name: mailbox.id, isReadOnly: !mayDelete(rights), openMaildrop: open };
  }

  /** POP3 knows the INBOX alone; the rights on it are those that IMAP heeds. */
  async function rightsOnInbox(login: string, box: Box): Promise<string> {
    const [inbox] = box.level === 'own' ? [] : await store.folders(box.mailbox.id, [INBOX]);
    const overrides = inbox === undefined ? [] : await store.folderRights([inbox.id]);
    return rightsIn(inbox?.id ?? '', { ...box, login }, overrides);
  }
}

const CLOSED_TO_HIM = 'this mailbox is not open to you';

const mayDelete = (rights: string): boolean => rights.includes('t') && rights.includes('e');

/** Another password would help (AUTH), or none would (SYS/PERM, RFC 3206). */
function pop3Refusal({ why, text, isKnown }: LoginRefusal): Pop3Entry {
  const isOfPassword = why === 'credentials' || why === 'revoked' || why === 'scope';
  return { ok: false, code: isOfPassword ? 'AUTH' : 'SYS/PERM', text, isKnown };
}
