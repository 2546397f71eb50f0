import type { CopiedUids, Done, UidRanges } from '#imap';
import type { Copied, MailRefusal } from '#ports';
import { type AccountBoxes, isPlace } from './account-boxes.ts';
import type { ImapAccountPorts } from './account-ports.ts';
import { CREATE_FIRST, toldBy } from './account-refusals.ts';
import { targetOf } from './target-of.ts';

type Ports = Pick<ImapAccountPorts, 'store' | 'legalTime'>;

/** COPY (RFC 9051 6.4.7), also into the mailbox of another whose quota then is charged. */
export async function copyMessages(
  from: string,
  uids: UidRanges,
  to: string,
  boxes: AccountBoxes,
  { store, legalTime }: Ports,
): Promise<Done<CopiedUids>> {
  const target = await targetOf(to, boxes);
  if (!isPlace(target)) return target;
  const { quotaBytes } = target.box.mailbox;
  return told(await store.copy(from, uids, target.folder.id, legalTime.now(), quotaBytes));
}

/** MOVE (RFC 6851): each message stands in one of the two folders at every moment. */
export async function moveMessages(
  from: string,
  uids: UidRanges,
  to: string,
  boxes: AccountBoxes,
  { store, legalTime }: Ports,
): Promise<Done<CopiedUids>> {
  const target = await targetOf(to, boxes);
  return isPlace(target) ? told(await store.move(from, uids, target.folder.id, legalTime.now())) : target;
}

function told(result: Copied | MailRefusal): Done<CopiedUids> {
  if (!result.done) return result.why === 'no-folder' ? CREATE_FIRST : toldBy(result);
  const { uidValidity, sources, uids } = result;
  return { ok: true, uidValidity, sources, uids };
}
