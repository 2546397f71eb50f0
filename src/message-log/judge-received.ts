import { domainOf } from '#mime';
import { QUEUE_LIFE_MS, trackedRecipients } from '#pec';
import type { AuditQuestion } from '#ports';
import { about, earliest, type Story, type Tell } from './stories.ts';

/**
 * I8, I10: as the receiver's provider, which may be the sender's too (spec 15.4). Only of those who came: a transaction for another
 * of our domains may never have reached us.
 */
export function judgeReceived(story: Story, { now, isOwnDomain }: AuditQuestion, tell: Tell): void {
  const { destinatari = [], instant: receivedAt } = story.received[0]!;
  const isNamed = story.received.every(({ ricezione }) => ricezione !== undefined);
  const came = (address: string) => !isNamed || about(story.received, address).length > 0;
  const isOld = now - receivedAt >= QUEUE_LIFE_MS;
  const own = trackedRecipients(destinatari).filter((address) => isOwnDomain(domainOf(address)) && came(address));
  for (const recipient of own) {
    const takes = about(story.taken, recipient);
    const outcomes = about(story.outcomes, recipient);
    const untaken = takes.length === 0 && (isOld || outcomes.length > 0);
    if (takes.length > 1 || untaken) tell('I8', `${takes.length} PresaInCarico`, recipient);
    if (outcomes.length > 1 || (isOld && outcomes.length === 0)) tell('I8', `${outcomes.length} outcomes`, recipient);
    if (earliest(takes) < receivedAt) tell('I10', 'taken in charge before it was received', recipient);
    if (takes.length > 0 && earliest(outcomes) < earliest(takes))
      tell('I10', 'an outcome before it was taken in charge', recipient);
  }
}
