/** The IMAP doors: sockets, TLS, compression and bounds around `#imap`. */
export { type ImapDoorOptions, openImapDoor } from './open-imap-door.ts';
