import type { LoginBrake } from '#doors/brakes';
import type { Maildrop } from '#mailbox';
import type { Pop3Backend, Pop3Maildrop, Pop3Refusal } from '#pop3';
import type { MaildropLocks } from './maildrop-locks.ts';

/** Who came in: `name` is what is locked, and only then the maildrop is opened. */
export type Pop3Entry =
  | { readonly ok: true; readonly name: string; readonly isReadOnly?: boolean; openMaildrop(): Promise<Maildrop> }
  /** Without a code and text of its own: the user name or the password is wrong. `isKnown`: it was right, but opens nothing here. */
  | { readonly ok: false; readonly code?: Pop3Refusal['code']; readonly text?: string; readonly isKnown?: boolean };

export type OpenMailbox = (user: string, password: string, peer: string) => Promise<Pop3Entry>;

export interface BackendPorts {
  readonly open: OpenMailbox;
  readonly brake: LoginBrake;
  readonly locks: MaildropLocks;
  onFault(fault: Error): void;
}

const BRAKED: Pop3Refusal = { ok: false, code: 'LOGIN-DELAY', text: 'too many failed logins, try again later' };
const IN_USE: Pop3Refusal = { ok: false, code: 'IN-USE', text: 'the mailbox is open in another session' };
const FAULT: Pop3Refusal = { ok: false, code: 'SYS/TEMP', text: 'local fault, try again later' };

/** Mailboxes as the protocol wants them: braked, locked, faults told as faults. */
export function openBackend({ open, brake, locks, onFault }: BackendPorts) {
  return (peer: string): Pop3Backend => ({
    async open(user, password) {
      try {
        const entry = await brake.attempt(peer, user, () => open(user, password, peer));
        if (entry === undefined) return BRAKED;
        if (!entry.ok)
          return { ok: false, code: entry.code ?? 'AUTH', text: entry.text ?? 'user name or password is wrong' };
        const release = locks.take(entry.name);
        if (release === undefined) return IN_USE;
        const maildrop = await entry.openMaildrop().catch((fault: unknown) => {
          release();
          throw fault;
        });
        return { ok: true, maildrop: asPop3(maildrop, entry.isReadOnly === true, release) };
      } catch (error) {
        onFault(error as Error);
        return FAULT;
      }
    },
  });
}

function asPop3(maildrop: Maildrop, isReadOnly: boolean, release: () => void): Pop3Maildrop {
  const items = maildrop.items.map((item) => ({
    uid: String(item.uid),
    size: item.size,
    read: () => maildrop.read(item),
    item,
  }));
  const own = new Map(items.map((entry) => [entry as object, entry.item]));
  return { items, isReadOnly, remove: (marked) => maildrop.remove(marked.map((entry) => own.get(entry)!)), release };
}
