/** The POP3 doors: sockets, TLS and bounds around `#pop3`. */
export type { OpenMailbox, Pop3Entry } from './backend.ts';
export { MaildropLocks } from './maildrop-locks.ts';
export { openPop3Door, type Pop3DoorOptions } from './open-pop3-door.ts';
