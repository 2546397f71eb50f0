import { type Answer, bad, ok, refused } from './answer.ts';
import type { ImapAccount } from './backend.ts';
import type { CommandNamed, Conversation } from './conversation.ts';
import { leaveFolder } from './do-select.ts';
import type { StatusItem } from './query.ts';
import { enableCondstore } from './tell-news.ts';
import { writeStatus } from './write-list.ts';
import { responseCode, writeStatusLine } from './write-response.ts';

/** A name that ends in the delimiter announces folders below it (RFC 9051 6.3.4); here every folder may have some. */
const plainName = (name: string) => (name.endsWith('/') ? name.slice(0, -1) : name);

export async function create(
  _talk: Conversation,
  account: ImapAccount,
  { mailbox, use }: CommandNamed<'CREATE'>,
): Promise<Answer> {
  const result = await account.create(plainName(mailbox), use);
  return result.ok ? ok('created', responseCode.mailboxId(result.mailboxId)) : refused(result);
}

export async function remove(
  talk: Conversation,
  account: ImapAccount,
  { mailbox }: CommandNamed<'DELETE'>,
): Promise<Answer> {
  const result = await account.delete(mailbox);
  if (!result.ok) return refused(result);
  // Not told by its name, which may have changed since it was selected.
  await talk.selected?.folder.refresh();
  if (talk.selected?.folder.isGone) {
    leaveFolder(talk);
    await talk.out.text(writeStatusLine('*', 'OK', 'the folder is gone, none is selected', 'CLOSED'));
  }
  return ok('deleted');
}

export async function rename(
  _talk: Conversation,
  account: ImapAccount,
  { mailbox, newName }: CommandNamed<'RENAME'>,
): Promise<Answer> {
  const result = await account.rename(mailbox, plainName(newName));
  return result.ok ? ok('renamed') : refused(result);
}

export async function subscribe(
  _talk: Conversation,
  account: ImapAccount,
  { name, mailbox }: CommandNamed<'SUBSCRIBE'>,
): Promise<Answer> {
  const on = name === 'SUBSCRIBE';
  const result = await account.subscribe(plainName(mailbox), on);
  if (!result.ok) return refused(result);
  return ok(on ? 'subscribed' : 'unsubscribed');
}

/** STATUS (RFC 9051 6.3.11), the values in the order asked for. */
export async function status(
  talk: Conversation,
  account: ImapAccount,
  { mailbox, items }: CommandNamed<'STATUS'>,
): Promise<Answer> {
  if (items.length === 0) return bad('status of what?');
  if (items.includes('HIGHESTMODSEQ')) await enableCondstore(talk);
  const result = await account.status(mailbox, items);
  if (!result.ok) return refused(result);
  const values = new Map<StatusItem, number | string>();
  for (const item of items) {
    const value = result.values.get(item) ?? (item === 'APPENDLIMIT' ? account.appendLimit : undefined);
    if (value !== undefined) values.set(item, value);
  }
  await talk.out.text(writeStatus(mailbox, values, talk.mode));
  return ok('told');
}
