import { type Box, type Entry, type LoginRefusal, type Logins, soleBox } from '#accounts';
import type { Logger } from '#config';
import type { OpenMailbox, Pop3Entry } from '#doors/pop3';
import type { SubmissionLogin } from '#doors/submission';
import { expungeInbox, openMaildrop } from '#mailbox';
import { sameAddress } from '#mime';
import type { Blobs, Mailbox, MailStore, Store } from '#ports';
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
  /** The mailbox a message from this address is written from: asked anew for each, so that who is suspended writes no more (A0). */
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
      return boxes.find(({ mailbox, maySend }) => maySend && sameAddress(mailbox.address, address))?.mailbox;
    },
    async pop3(name, password, peer) {
      const entry = await at('pop3', peer).enter(name, password, 'read');
      const box = entry.ok ? soleBox(entry) : entry;
      return 'ok' in box ? pop3Refusal(box) : maildropOf(box);
    },
  };

  function maildropOf({ mailbox, level }: Box): Pop3Entry {
    const isReadOnly = level === 'read';
    const expunge = (uids: readonly number[]) => expungeInbox(mailbox.id, uids, store);
    const open = () => openMaildrop(mailbox, { store, blobs, expunge });
    return { ok: true, name: mailbox.id, isReadOnly, openMaildrop: open };
  }
}

/** Another password would help (AUTH), or none would (SYS/PERM, RFC 3206). */
function pop3Refusal({ why, text, isKnown }: LoginRefusal): Pop3Entry {
  const isOfPassword = why === 'credentials' || why === 'revoked' || why === 'scope';
  return { ok: false, code: isOfPassword ? 'AUTH' : 'SYS/PERM', text, isKnown };
}
