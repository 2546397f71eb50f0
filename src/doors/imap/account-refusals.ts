import type { ImapRefusal } from '#imap';
import type { MailRefusal } from '#ports';

export const refuse = (code: NonNullable<ImapRefusal['code']>, text: string): ImapRefusal => ({
  ok: false,
  code,
  text,
});

export const NO_MAILBOX = refuse('NONEXISTENT', 'there is no such mailbox');
export const CREATE_FIRST = refuse('TRYCREATE', 'there is no such mailbox: create it first');
export const OVER_QUOTA = refuse('OVERQUOTA', 'the mailbox is full: the quota does not allow for this message');
export const ACCOUNT_CLOSED = refuse('AUTHORIZATIONFAILED', 'this account is closed');

/** RFC 4314 4: what each right is needed for, in words. */
const NEEDED_TO: Readonly<Record<string, string>> = {
  l: 'see this mailbox',
  r: 'read this mailbox',
  s: 'mark messages as seen here',
  w: 'set flags here',
  i: 'put messages into this mailbox',
  k: 'create mailboxes here',
  x: 'delete or rename this mailbox',
  t: 'mark messages as deleted here',
  e: 'expunge messages here',
  a: 'see or change the rights on this mailbox',
};

/** The first right of `needed` that is missing; undefined when none is. */
export function lacking(rights: string, needed: string): ImapRefusal | undefined {
  const missing = [...needed].find((right) => !rights.includes(right));
  return missing === undefined
    ? undefined
    : refuse('NOPERM', `you have no right to ${NEEDED_TO[missing] ?? 'do this here'}`);
}

/** What the store refuses, in the words of the protocol. */
export function toldBy({ why }: MailRefusal): ImapRefusal {
  switch (why) {
    case 'no-folder':
      return NO_MAILBOX;
    case 'exists':
      return refuse('ALREADYEXISTS', 'there is a mailbox of that name');
    case 'quota':
      return OVER_QUOTA;
    case 'too-many':
      return refuse('LIMIT', 'an account has no room for more mailboxes');
    case 'not-empty':
      return refuse('CANNOT', 'the mailbox holds messages');
    case 'no-message':
      return refuse('EXPUNGEISSUED', 'the message to be replaced is gone');
  }
}
