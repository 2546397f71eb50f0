/** Folders and their messages: what POP3, and later IMAP and the web, share. */
export { type Maildrop, openMaildrop } from './maildrop.ts';
