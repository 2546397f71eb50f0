import { sameAddress } from '#mime';
import { FIRST_WARNING_MS, type Instant, QUEUE_LIFE_MS, type TrackingState, trackedRecipients } from '#pec';
import type { AuditQuestion } from '#ports';
import { earliest, type RecipientStory, type Story, type Tell, tellRecipient } from './stories.ts';

/** M10 may go out from here on, and M9 no longer (RFC 6109 3.1.6). */
const FINAL_WINDOW_MS = 22 * 3_600_000;

interface Acceptance {
  readonly acceptedAt: Instant;
  /** A day has passed: nothing is on its way any more. */
  readonly isOld: boolean;
  readonly wasDown: boolean;
}

/** I2-I6, I10, I11: as the sender's provider (spec 15.4). */
export function judgeSent(story: Story, { now, wasDown = false }: AuditQuestion, tell: Tell): void {
  const { kept, envelopes, acceptances } = story;
  if (kept !== undefined && kept.dispatch === undefined) {
    tell('I3', 'accepted, but not kept as accepted');
    return;
  }
  if (envelopes.length !== 1) tell('I2', `${envelopes.length} BustaTrasporto`);
  if (acceptances.length !== 1) tell('I3', `${acceptances.length} Accettazione`);
  const [record] = [...acceptances, ...envelopes];
  const acceptedAt = kept?.dispatch?.acceptedAt ?? record!.instant;
  const acceptance = { acceptedAt, isOld: now - acceptedAt >= QUEUE_LIFE_MS, wasDown };
  for (const recipient of trackedRecipients(kept?.dispatch?.facts.recipients ?? record!.destinatari ?? [])) {
    const known = tellRecipient(story, recipient);
    const tellOf: Tell = (invariant, problem) => tell(invariant, problem, recipient);
    judgeNews(known, acceptance, tellOf);
    judgeWarnings(known, acceptance, tellOf);
    if (acceptance.isOld) judgeSilence(known, acceptance, tellOf);
    const row = kept?.tracking.find((one) => sameAddress(one.recipient, recipient));
    if (row !== undefined) judgeState(row.state, known, tellOf);
    if (earliest([...known.takes, ...known.viruses, ...known.ends]) < acceptedAt)
      tellOf('I10', 'there is news of it before it was accepted');
  }
}

/** I4-I6. Our own notices explain what did not come: then it may be missing, but never be there twice. */
function judgeNews(known: RecipientStory, { isOld }: Acceptance, tell: Tell): void {
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

/** I11: no notice that the table of spec 11.2 has not, and none outside its time. */
function judgeWarnings(known: RecipientStory, { acceptedAt, wasDown }: Acceptance, tell: Tell): void {
  const { takes, ends, firstWarnings, finalWarnings } = known;
  if (firstWarnings.length > 1) tell('I11', `${firstWarnings.length} notices of 12 hours`);
  if (finalWarnings.length > 1) tell('I11', `${finalWarnings.length} notices of 24 hours`);
  for (const { instant } of firstWarnings) {
    if (instant < acceptedAt + FIRST_WARNING_MS) tell('I11', 'notice of 12 hours before its time');
    if (instant >= acceptedAt + FINAL_WINDOW_MS && !wasDown) tell('I11', 'notice of 12 hours after its time');
    if (earliest([...takes, ...ends]) < instant) tell('I11', 'notice of 12 hours though there was news');
  }
  for (const { instant } of finalWarnings) {
    if (instant < acceptedAt + FINAL_WINDOW_MS) tell('I11', 'notice of 24 hours before its time');
    if (instant > acceptedAt + QUEUE_LIFE_MS && !wasDown) tell('I11', 'notice of 24 hours after its time');
    if (earliest(ends) < instant) tell('I11', 'notice of 24 hours though the outcome was known');
  }
}

/** I11: what was owed when nothing was heard, whoever came first afterwards (nextTracking). */
function judgeSilence({ takes, ends, firstWarnings, finalWarnings }: RecipientStory, of: Acceptance, tell: Tell): void {
  if (firstWarnings.length === 0 && earliest([...takes, ...ends]) >= of.acceptedAt + FIRST_WARNING_MS)
    tell('I11', 'no notice of 12 hours though there was no news');
  if (finalWarnings.length === 0 && earliest(ends) >= of.acceptedAt + QUEUE_LIFE_MS)
    tell('I11', 'no notice of 24 hours though there was no outcome');
}

/** I11: what is kept of a recipient is what the log tells of him. */
function judgeState(state: TrackingState, known: RecipientStory, tell: Tell): void {
  const missing = grounds(state, known).filter(([, records]) => records.length === 0);
  for (const [what] of missing) tell('I11', `the state is ${state} without ${what}`);
}

function grounds(state: TrackingState, known: RecipientStory): readonly (readonly [string, readonly unknown[]])[] {
  const { takes, deliveries, ends, virusFailures, firstWarnings, finalWarnings } = known;
  switch (state) {
    case 'WAITING':
      return [];
    case 'TAKEN':
      return [['take-charge', takes]];
    case 'WARNED':
      return [['notice of 12 hours', firstWarnings]];
    case 'WARNED_TAKEN':
      return [
        ['notice of 12 hours', firstWarnings],
        ['take-charge', takes],
      ];
    case 'DELIVERED':
      return [['delivery receipt', deliveries]];
    case 'FAILED':
      return [['failure', ends]];
    case 'FAILED_VIRUS':
      return [['MancataConsegnaVirus', virusFailures]];
    case 'EXPIRED':
      return [['notice of 24 hours', finalWarnings]];
    case 'EXPIRED_THEN_DELIVERED':
      return [
        ['notice of 24 hours', finalWarnings],
        ['delivery receipt', deliveries],
      ];
  }
}
