import { type Answer, ok, refused } from './answer.ts';
import type { ImapAccount } from './backend.ts';
import type { CommandNamed, Conversation } from './conversation.ts';
import { writeQuota, writeQuotaRoot } from './write-list.ts';

/** RFC 9208 4.2. */
export async function getQuota(
  { out, mode }: Conversation,
  account: ImapAccount,
  { root }: CommandNamed<'GETQUOTA'>,
): Promise<Answer> {
  const result = await account.quota(root);
  if (!result.ok) return refused(result);
  await out.text(writeQuota(result.root, mode));
  return ok('quota told');
}

/** RFC 9208 4.3. */
export async function getQuotaRoot(
  { out, mode }: Conversation,
  account: ImapAccount,
  { mailbox }: CommandNamed<'GETQUOTAROOT'>,
): Promise<Answer> {
  const result = await account.quotaRoots(mailbox);
  if (!result.ok) return refused(result);
  const names = result.roots.map(({ name }) => name);
  await out.text(writeQuotaRoot(mailbox, names, mode));
  for (const root of result.roots) await out.text(writeQuota(root, mode));
  return ok('quota told');
}

/** RFC 9208 4.1. QUOTASET is not told: who may set quotas is not asked here. */
export async function setQuota(
  { out, mode }: Conversation,
  account: ImapAccount,
  { root, limits }: CommandNamed<'SETQUOTA'>,
): Promise<Answer> {
  const result = await account.setQuota(root, limits);
  if (!result.ok) return refused(result);
  const now = await account.quota(root);
  if (now.ok) await out.text(writeQuota(now.root, mode));
  return ok('quota set');
}
