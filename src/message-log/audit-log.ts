import { domainOf, sameAddress } from '#mime';
import { FIRST_WARNING_MS, type Instant, QUEUE_LIFE_MS, type Recipient } from '#pec';
import type { LogRecord } from '#ports';
import { about, earliest, type RecipientStory, type Story, storiesOf, tellRecipient } from './stories.ts';

export interface AuditQuestion {
  readonly log: readonly LogRecord[];
  /** PEC domains of this provider. */
  isOwnDomain(domain: string): boolean;
  /** Messages younger than 24 hours may still lack what is on its way. */
  readonly now: Instant;
}

/** Where a log contradicts the rules of the system. */
export interface AuditFinding {
  readonly invariant: `I${number}`;
  readonly identificativo: string;
  readonly recipient?: string;
  readonly problem: string;
}

/** M10 may go out from here on (RFC 6109 3.1.6). */
const FINAL_WINDOW_MS = 22 * 3_600_000;

/**
 * The invariants I1-I11 over the log of one provider (spec 15.4): what any auditor demands of it, as sender's and as receiver's
 * provider. Pure: nothing but the log is asked. Empty when nothing is found.
 */
export function auditLog({ log, isOwnDomain, now }: AuditQuestion): readonly AuditFinding[] {
  return storiesOf(log).flatMap((story) => {
    const found: AuditFinding[] = [];
    const tell = (invariant: AuditFinding['invariant'], problem: string, recipient?: string) =>
      void found.push({
        invariant,
        identificativo: story.identificativo,
        problem,
        ...(recipient !== undefined && { recipient }),
      });
    judgeFacts(story, tell);
    if (story.envelopes.length + story.acceptances.length > 0) judgeSent(story, now, tell);
    if (story.received.length > 0) judgeReceived(story, now, isOwnDomain, tell);
    return found;
  });
}

type Tell = (invariant: AuditFinding['invariant'], problem: string, recipient?: string) => void;

const certified = (recipients: readonly Recipient[] = []) =>
  recipients.filter(({ type }) => type === 'certificato').map(({ address }) => address);

/** I1, I7, I9: what a message says of itself is the same in every record, and only certified recipients are spoken of. */
function judgeFacts({ records }: Story, tell: Tell): void {
  const [first] = records;
  const signature = ({ mittente = '', destinatari = [] }: LogRecord) =>
    [mittente, ...destinatari.map(({ address }) => address).sort()].join(' ').toLowerCase();
  for (const record of records) {
    if (signature(record) !== signature(first!)) tell('I1', `${record.event} has other sender or recipients`);
    const named = [...(record.ricezione ?? []), ...(record.consegna === undefined ? [] : [record.consegna])];
    for (const address of named) {
      const known = record.destinatari?.find((recipient) => sameAddress(recipient.address, address));
      if (known?.type === 'esterno') tell('I9', `${record.event} speaks of an ordinary recipient`, address);
      else if (known === undefined) tell('I7', `${record.event} names who is no recipient`, address);
    }
  }
}

/** I2-I6, I10, I11: as the sender's provider. */
function judgeSent(story: Story, now: Instant, tell: Tell): void {
  if (story.envelopes.length !== 1) tell('I2', `${story.envelopes.length} BustaTrasporto`);
  if (story.acceptances.length !== 1) tell('I3', `${story.acceptances.length} Accettazione`);
  const [acceptance] = [...story.acceptances, ...story.envelopes];
  const acceptedAt = acceptance!.instant;
  const isOld = now - acceptedAt >= QUEUE_LIFE_MS;
  for (const recipient of certified(acceptance!.destinatari)) {
    const known = tellRecipient(story, recipient);
    judgeNews(known, isOld, (invariant, problem) => tell(invariant, problem, recipient));
    judgeWarnings(known, { acceptedAt, isOld }, (invariant, problem) => tell(invariant, problem, recipient));
    if (earliest([...known.takes, ...known.viruses, ...known.ends]) < acceptedAt)
      tell('I10', 'there is news of it before it was accepted', recipient);
  }
}

/** I4-I6. Our own notices explain what did not come: then it may be missing, but never be there twice. */
function judgeNews(known: RecipientStory, isOld: boolean, tell: Tell): void {
  const { takes, ends, viruses, virusFailures, firstWarnings, finalWarnings } = known;
  const explained = firstWarnings.length + finalWarnings.length > 0;
  const failedHere = ends.some(({ event }) => event === 'MancataConsegna');
  if (takes.length > 1) tell('I4', `taken in charge ${takes.length} times`);
  if (takes.length === 0 && isOld && !explained && !failedHere) tell('I4', 'never taken in charge');
  if (ends.length > 1) tell('I5', `${ends.length} outcomes`);
  if (ends.length === 0 && isOld && finalWarnings.length === 0) tell('I5', 'no outcome');
  if (viruses.length > 1) tell('I6', `${viruses.length} RilevazioneVirus`);
  if (virusFailures.length > 1) tell('I6', `${virusFailures.length} MancataConsegnaVirus`);
  if (viruses.length !== virusFailures.length)
    tell('I6', 'RilevazioneVirus without its MancataConsegnaVirus, or the reverse');
}

/** I11: the table of spec 11.2, read backwards from what was sent. */
function judgeWarnings(
  { takes, ends, firstWarnings, finalWarnings }: RecipientStory,
  { acceptedAt, isOld }: { readonly acceptedAt: Instant; readonly isOld: boolean },
  tell: Tell,
): void {
  const takenAt = earliest(takes);
  const endedAt = earliest(ends);
  if (firstWarnings.length > 1) tell('I11', `${firstWarnings.length} notices of 12 hours`);
  if (finalWarnings.length > 1) tell('I11', `${finalWarnings.length} notices of 24 hours`);
  for (const { instant } of firstWarnings) {
    if (instant < acceptedAt + FIRST_WARNING_MS) tell('I11', 'notice of 12 hours before its time');
    if (Math.min(takenAt, endedAt) < instant) tell('I11', 'notice of 12 hours though there was news');
  }
  for (const { instant } of finalWarnings) {
    if (instant < acceptedAt + FINAL_WINDOW_MS) tell('I11', 'notice of 24 hours before its time');
    if (endedAt < instant) tell('I11', 'notice of 24 hours though the outcome was known');
  }
  if (!isOld) return;
  // An outcome that comes when the notice was due may be faster than the clock is asked; after a day that excuses nothing.
  const dayAfter = acceptedAt + QUEUE_LIFE_MS;
  const silent = takenAt > acceptedAt + FIRST_WARNING_MS && (endedAt >= takenAt || endedAt >= dayAfter);
  if (silent && firstWarnings.length === 0) tell('I11', 'no notice of 12 hours though there was no news');
  if (endedAt >= dayAfter && finalWarnings.length === 0)
    tell('I11', 'no notice of 24 hours though there was no outcome');
}

/** I8, I10: as the receiver's provider. */
function judgeReceived(story: Story, now: Instant, isOwnDomain: AuditQuestion['isOwnDomain'], tell: Tell): void {
  const [envelope] = story.received;
  const { destinatari, instant: receivedAt, mittente = '' } = envelope!;
  if (story.acceptances.length > 0 && !isOwnDomain(domainOf(mittente)))
    tell('I8', "accepted here, though the sender is another's");
  const isOld = now - receivedAt >= QUEUE_LIFE_MS;
  for (const recipient of certified(destinatari).filter((address) => isOwnDomain(domainOf(address)))) {
    const takes = about(story.taken, recipient);
    const outcomes = about(story.outcomes, recipient);
    if (takes.length > 1 || (isOld && takes.length === 0)) tell('I8', `${takes.length} PresaInCarico`, recipient);
    if (outcomes.length > 1 || (isOld && outcomes.length === 0)) tell('I8', `${outcomes.length} outcomes`, recipient);
    if (earliest(takes) < receivedAt) tell('I10', 'taken in charge before it was received', recipient);
    if (earliest(outcomes) < earliest(takes)) tell('I10', 'an outcome before it was taken in charge', recipient);
  }
}
