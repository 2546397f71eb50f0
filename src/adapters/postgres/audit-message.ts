import type { Instant } from '#pec';
import type { LogEvent, LogRecord } from '#ports';
import type { Finding } from './check-finding.ts';
import {
  certified,
  countOf,
  type MessageStory,
  type RecipientStory,
  recipientStory,
  same,
  speaksOf,
} from './message-story.ts';

const HOUR = 3_600_000;
/** Younger messages may still be under way (spec 15.4). */
const SETTLED_MS = 24 * HOUR;
/** RFC 6109 3.1.6: M9 from 12 hours on, M10 between 22 and 24. */
const FIRST_WARNING_MS = 12 * HOUR;
const FINAL_FROM_MS = 22 * HOUR;
const FINAL_UNTIL_MS = 24 * HOUR;

/** The auditor's invariants I1-I11 (spec 15.4) of one message, as far as one provider's log can tell. Pure. */
export function auditMessage(story: MessageStory, now: Instant): readonly Finding[] {
  const found = [...sameFacts(story), ...onlyCertified(story), ...asSent(story, now), ...asReceived(story, now)];
  return found.map(([rule, what]) => ({ rule, what, where: story.identificativo }));
}

type Found = readonly [rule: string, what: string];

/** What arrives out of turn may say anything of an identificativo: it is logged, and certifies nothing. */
const FOREIGN: ReadonlySet<LogEvent> = new Set([
  'BustaAnomalia',
  'RicezioneAnomala',
  'RicezioneDuplicato',
  'RicezioneNonCorrelata',
]);

/** I1: one identificativo, one sender, one list of recipients. */
function sameFacts({ records }: MessageStory): Found[] {
  const told = records.filter(
    ({ mittente, destinatari, event }) => mittente !== undefined && destinatari !== undefined && !FOREIGN.has(event),
  );
  const senders = new Set(told.map((record) => record.mittente!.toLowerCase()));
  const lists = new Set(told.map((record) => recipientsKey(record)));
  return [
    ...(senders.size > 1 ? [['I1', `has ${senders.size} senders: ${[...senders].join(', ')}`] as const] : []),
    ...(lists.size > 1 ? [['I1', `has ${lists.size} different lists of recipients`] as const] : []),
  ];
}

function recipientsKey(record: LogRecord): string {
  const names = record.destinatari!.map(({ address, type }) => `${address.toLowerCase()} ${type}`);
  return names.toSorted().join('\n');
}

/** I7 and I9: notices speak only of certified recipients of the message. */
function onlyCertified({ records }: MessageStory): Found[] {
  return records.flatMap((record) => {
    const { destinatari, event } = record;
    if (!destinatari) return [];
    return speaksOf(record).flatMap((address): Found[] => {
      const known = destinatari.find((recipient) => same(recipient.address, address));
      if (!known) return [['I7', `${event} speaks of ${address}, who is no recipient`]];
      return known.type === 'esterno' ? [['I9', `${event} speaks of ${address}, an ordinary address`]] : [];
    });
  });
}

/** I2-I6, I10 and I11: a message accepted here. */
function asSent(story: MessageStory, now: Instant): Found[] {
  const { dispatch, records } = story;
  if (!dispatch) {
    const lost = countOf(records, 'Accettazione') > 0 && countOf(records, 'RicezioneBusta') === 0;
    return lost ? [['I3', 'was accepted, but is not kept as accepted']] : [];
  }
  const { acceptedAt, facts } = dispatch;
  const envelopes = countOf(records, 'BustaTrasporto');
  const acceptances = countOf(records, 'Accettazione');
  const found: Found[] = [];
  if (envelopes !== 1) found.push(['I2', `has ${envelopes} records BustaTrasporto`]);
  if (acceptances !== 1) found.push(['I3', `has ${acceptances} records Accettazione`]);
  for (const address of certified(facts.recipients)) {
    const told = recipientStory(story, address);
    if (acceptedAt <= now - SETTLED_MS) found.push(...outcomes(told));
    found.push(...warnings(told, acceptedAt, stateOf(story, address)));
    const early = [...told.takenThere, ...told.deliveredThere, ...told.virusThere].some((at) => at < acceptedAt);
    if (early) found.push(['I10', `a receipt for ${address} came before the envelope left`]);
  }
  return found;
}

function stateOf({ tracking }: MessageStory, address: string): string {
  return tracking.find((row) => same(row.recipient, address))?.state ?? 'none';
}

function outcomes(told: RecipientStory): Found[] {
  const { address, takenThere, deliveredThere, failed, virusThere, virusTold, warned } = told;
  const found: Found[] = [];
  const known = deliveredThere.length + failed.length + virusTold.length;
  const silent = known + warned.length === 0;
  if (takenThere.length > 1) found.push(['I4', `${address} was taken in charge ${takenThere.length} times`]);
  if (takenThere.length === 0 && silent)
    found.push(['I4', `${address} was never taken in charge, and the sender was not warned`]);
  if (known > 1) found.push(['I5', `${address} has ${known} outcomes`]);
  if (silent) found.push(['I5', `${address} has neither delivery nor failure nor warning`]);
  if (virusThere.length > 0 && virusTold.length !== 1) {
    found.push(['I6', `a virus was found for ${address}, and the sender told ${virusTold.length} times`]);
  }
  if (virusTold.length > 0 && virusThere.length === 0) {
    found.push(['I6', `the sender was told of a virus for ${address} that nobody found`]);
  }
  return found;
}

/** I11: M9 and M10 as spec 11.2 has them. */
function warnings(told: RecipientStory, acceptedAt: Instant, state: string): Found[] {
  const { address, warned, takenThere, deliveredThere } = told;
  const first = warned.filter((at) => at - acceptedAt < FINAL_FROM_MS);
  const final = warned.filter((at) => at - acceptedAt >= FINAL_FROM_MS);
  const found: Found[] = [];
  const say = (what: string) => found.push(['I11', `${what} for ${address}`]);
  if (first.length > 1 || final.length > 1) say('the same warning went out twice');
  if (first.some((at) => at - acceptedAt < FIRST_WARNING_MS)) say('M9 before twelve hours');
  if (final.some((at) => at - acceptedAt > FINAL_UNTIL_MS)) say('M10 after twenty-four hours');
  if (
    first.some((at) =>
      [...takenThere, ...deliveredThere].some((news) => news < at && news - acceptedAt <= FIRST_WARNING_MS),
    )
  ) {
    say('M9 though there was news');
  }
  if (final.some((at) => deliveredThere.some((news) => news < at))) say('M10 after the delivery');
  if (state.startsWith('WARNED') && first.length === 0) say(`the state is ${state} without M9`);
  if (state.startsWith('EXPIRED') && final.length === 0) say(`the state is ${state} without M10`);
  if (state === 'DELIVERED' && deliveredThere.length === 0) say('the state is DELIVERED without a receipt');
  return found;
}

/** I8 and I10: a message received here from its sender's provider, which may be ourselves. */
function asReceived(story: MessageStory, now: Instant): Found[] {
  const { records, dispatch } = story;
  const arrived = records.find((record) => record.event === 'RicezioneBusta');
  if (!arrived) return [];
  const found: Found[] = [];
  if (!dispatch && countOf(records, 'Accettazione') > 0) found.push(['I8', 'was received, and accepted here as well']);
  const settled = arrived.instant <= now - SETTLED_MS;
  for (const address of certified(arrived.destinatari ?? [])) {
    const told = recipientStory(story, address);
    const ends = [...told.deliveredHere, ...told.failedHere, ...told.virusHere];
    if (told.takenHere.length > 1) found.push(['I8', `${address} was taken in charge ${told.takenHere.length} times`]);
    if (ends.length > 1) found.push(['I8', `${address} has ${ends.length} outcomes`]);
    if (told.takenHere.length > 0 && ends.length === 0 && settled)
      found.push(['I8', `${address} was taken in charge, and has no outcome`]);
    if (ends.length > 0 && told.takenHere.length === 0)
      found.push(['I8', `${address} has an outcome, but was never taken in charge`]);
    if (told.takenHere.some((at) => at < arrived.instant))
      found.push(['I10', `${address} was taken in charge before the envelope came`]);
    if (ends.some((at) => told.takenHere.some((taken) => at < taken))) {
      found.push(['I10', `${address} has an outcome before it was taken in charge`]);
    }
  }
  return found;
}
