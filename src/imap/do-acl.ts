import { type Answer, ok, refused } from './answer.ts';
import type { ImapAccount } from './backend.ts';
import type { CommandNamed, Conversation } from './conversation.ts';
import { writeRights } from './write-list.ts';

/** RFC 4314 3.3. */
export async function getAcl(
  { out, mode }: Conversation,
  account: ImapAccount,
  { mailbox }: CommandNamed<'GETACL'>,
): Promise<Answer> {
  const result = await account.acl.get(mailbox);
  if (!result.ok) return refused(result);
  await out.text(writeRights('ACL', mailbox, result.entries.flat(), mode));
  return ok('rights told');
}

/** RFC 4314 3.5. */
export async function myRights(
  { out, mode }: Conversation,
  account: ImapAccount,
  { mailbox }: CommandNamed<'MYRIGHTS'>,
): Promise<Answer> {
  const result = await account.acl.mine(mailbox);
  if (!result.ok) return refused(result);
  await out.text(writeRights('MYRIGHTS', mailbox, [result.rights], mode));
  return ok('rights told');
}

/** RFC 4314 3.4. */
export async function listRights(
  { out, mode }: Conversation,
  account: ImapAccount,
  { mailbox, identifier }: CommandNamed<'LISTRIGHTS'>,
): Promise<Answer> {
  const result = await account.acl.listable(mailbox, identifier);
  if (!result.ok) return refused(result);
  await out.text(writeRights('LISTRIGHTS', mailbox, [identifier, result.required, ...result.optional], mode));
  return ok('rights told');
}

/** RFC 4314 3.1. */
export async function setAcl(
  _talk: Conversation,
  account: ImapAccount,
  { mailbox, identifier, mode, rights }: CommandNamed<'SETACL'>,
): Promise<Answer> {
  const result = await account.acl.set(mailbox, identifier, mode, rights);
  return result.ok ? ok('rights set') : refused(result);
}

/** RFC 4314 3.2. */
export async function deleteAcl(
  _talk: Conversation,
  account: ImapAccount,
  { mailbox, identifier }: CommandNamed<'DELETEACL'>,
): Promise<Answer> {
  const result = await account.acl.remove(mailbox, identifier);
  return result.ok ? ok('rights taken') : refused(result);
}
