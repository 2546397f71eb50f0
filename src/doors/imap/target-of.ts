import type { ImapRefusal } from '#imap';
import { canonicalName, nameFault } from '#mailbox';
import { type AccountBoxes, isPlace, type StandingPlace } from './account-boxes.ts';
import { CREATE_FIRST, refuse } from './account-refusals.ts';

/**
 * Where messages are to be put. A client is told to create what is not there, unless it is certain that nothing of that name can be
 * created (RFC 9051 6.3.12, 6.4.7).
 */
export async function targetOf(name: string, boxes: AccountBoxes): Promise<StandingPlace | ImapRefusal> {
  const place = await boxes.find(name, 'i');
  if (isPlace(place) || place.code !== 'NONEXISTENT') return place;
  const fault = nameFault(canonicalName(name));
  return fault === undefined ? CREATE_FIRST : refuse('CANNOT', fault);
}
