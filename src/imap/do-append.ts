import { type Answer, bad, EXPUNGED, NO_SUCH_NUMBER, no, ok, READ_ONLY, refused } from './answer.ts';
import type { ImapAccount, NewMessage } from './backend.ts';
import type { AppendTarget } from './command.ts';
import type { CommandNamed, Conversation } from './conversation.ts';
import type { SelectedFolder } from './selected-folder.ts';
import { responseCode, writeStatusLine } from './write-response.ts';

/** APPEND (RFC 9051 6.3.12). Whether it may come is asked before the client is let send. */
export async function append(
  talk: Conversation,
  account: ImapAccount,
  command: CommandNamed<'APPEND'>,
): Promise<Answer> {
  const refusal = await mayNot(talk, account, command);
  if (refusal !== undefined) return refusal;
  const result = await account.append(command.mailbox, newMessage(command));
  return result.ok ? ok('appended', responseCode.appendUid(result.uidValidity, result.uid)) : refused(result);
}

/** REPLACE (RFC 8508): the new message stands before the old one goes. */
export async function replace(
  talk: Conversation,
  selected: SelectedFolder,
  command: CommandNamed<'REPLACE'>,
): Promise<Answer> {
  const { account } = talk;
  if (account === undefined || selected.readOnly) return READ_ONLY;
  const positions = selected.find([[command.number, command.number]], command.byUid);
  const place = positions?.[0]?.[0];
  if (place === undefined) return command.byUid ? no('there is no such message', 'NONEXISTENT') : NO_SUCH_NUMBER;
  const uid = selected.known[place]!;
  if (selected.folder.item(uid) === undefined) return EXPUNGED;
  const refusal = await mayNot(talk, account, command);
  if (refusal !== undefined) return refusal;
  const replaces = { folder: selected.folder, uid };
  const result = await account.append(command.mailbox, { ...newMessage(command), replaces });
  if (!result.ok) return refused(result);
  const code = responseCode.appendUid(result.uidValidity, result.uid);
  await talk.out.text(writeStatusLine('*', 'OK', 'this is the new one', code));
  return ok('replaced');
}

async function mayNot(
  { enabled, mode }: Conversation,
  account: ImapAccount,
  { mailbox, utf8, message }: AppendTarget,
): Promise<Answer | undefined> {
  if (utf8 && !mode.utf8 && !enabled.has('UTF8=ACCEPT')) return bad('first ENABLE UTF8=ACCEPT');
  if (message.size === 0) return no('a message has at least one octet');
  if (message.size > account.appendLimit) return no(`at most ${account.appendLimit} octets`, 'TOOBIG');
  const result = await account.mayAppend(mailbox, message.size);
  return result.ok ? undefined : refused(result);
}

function newMessage({ flags, date, message }: AppendTarget): NewMessage {
  const { size, octets } = message;
  return date === undefined ? { flags, size, octets } : { flags, date, size, octets };
}
