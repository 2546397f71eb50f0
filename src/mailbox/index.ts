/** Folders and their messages: what the points write, and what POP3, and later IMAP and the web, share. */
export { type Maildrop, openMaildrop } from './maildrop.ts';
export { placeNotice } from './place-notice.ts';
