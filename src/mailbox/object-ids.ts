import { hash } from 'node:crypto';

/** Characters an object id may have (RFC 8474 4). */
const SAFE = /^[A-Za-z0-9_-]{1,254}$/;
const THREAD_DIGITS = 32;

/** EMAILID: of the stored message, so that its copies in other folders have the same (RFC 8474 5.1). */
export function emailId(messageId: string): string {
  return SAFE.test(messageId) ? `M${messageId}` : `M${hash('sha256', messageId)}`;
}

/** THREADID: one for all that belongs together, in every mailbox (RFC 8474 5.2). */
export function threadId(thread: string): string {
  return `T${hash('sha256', thread).slice(0, THREAD_DIGITS)}`;
}

/** MAILBOXID (RFC 8474 4). */
export function mailboxId(folder: string): string {
  return `F${folder}`;
}
