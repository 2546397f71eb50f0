import { loginBrake } from '#doors/brakes';
import type { Maildrop } from '#mailbox';
import type { Pop3Backend, Pop3Maildrop, Pop3Refusal } from '#pop3';
import type { Monotonic } from '#ports';
import { MaildropLocks } from './maildrop-locks.ts';

/** A mailbox opened for reading: `name` is what is locked. */
export type Pop3Entry =
  | { readonly ok: true; readonly name: string; readonly maildrop: Maildrop }
  | { readonly ok: false };

export type OpenMailbox = (user: string, password: string) => Promise<Pop3Entry>;

const WRONG: Pop3Refusal = { ok: false, code: 'AUTH', text: 'user name or password is wrong' };
const BRAKED: Pop3Refusal = { ok: false, code: 'LOGIN-DELAY', text: 'too many failed logins, try again later' };
const IN_USE: Pop3Refusal = { ok: false, code: 'IN-USE', text: 'the mailbox is open in another session' };
const FAULT: Pop3Refusal = { ok: false, code: 'SYS/TEMP', text: 'local fault, try again later' };

/** Mailboxes as the protocol wants them: braked, locked, faults told as faults. One for the whole door. */
export function openBackend(open: OpenMailbox, monotonic: Monotonic, onFault: (fault: Error) => void) {
  const brake = loginBrake(monotonic);
  const locks = new MaildropLocks();
  return (peer: string): Pop3Backend => ({
    async open(user, password) {
      try {
        const entry = await brake.attempt(peer, user, () => open(user, password));
        if (entry === undefined) return BRAKED;
        if (!entry.ok) return WRONG;
        const release = locks.take(entry.name);
        return release === undefined ? IN_USE : { ok: true, maildrop: asPop3(entry.maildrop, release) };
      } catch (error) {
        onFault(error as Error);
        return FAULT;
      }
    },
  });
}

function asPop3(maildrop: Maildrop, release: () => void): Pop3Maildrop {
  const items = maildrop.items.map((item) => ({
    uid: String(item.uid),
    size: item.size,
    read: () => maildrop.read(item),
    item,
  }));
  const own = new Map(items.map((entry) => [entry as object, entry.item]));
  return { items, remove: (marked) => maildrop.remove(marked.map((entry) => own.get(entry)!)), release };
}
