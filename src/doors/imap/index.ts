/** The IMAP doors: sockets, TLS, compression and bounds around `#imap`. */
export { openImapBackend } from './account-backend.ts';
export type { ImapAccountPorts } from './account-ports.ts';
export { type ImapDoorOptions, openImapDoor } from './open-imap-door.ts';
