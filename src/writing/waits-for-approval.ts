import { type Box, needsApproval } from '#accounts';
import { readSettings } from '#address-book';
import type { CardReads } from '#ports';

/**
 * Whether what is sent from this mailbox now waits for a second pair of eyes, by the rule in force at this moment. Asked when something is
 * told to go, and again when it goes: a holder who asks for four eyes means what waits for its hour too. His own sending costs no look.
 */
export async function waitsForApproval(
  box: Pick<Box, 'level' | 'needsApproval' | 'mailbox'>,
  store: Pick<CardReads, 'card'>,
): Promise<boolean> {
  if (box.level === 'own') return false;
  return needsApproval(box, box.needsApproval === true || (await readSettings(box.mailbox, store)).fourEyes);
}
