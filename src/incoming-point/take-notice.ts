import { joinSteps, moveTracking } from '#issuing';
import { placeNotice } from '#mailbox';
import { sameAddress } from '#mime';
import { type Daticert, type MessageNumber, nextTracking, noticeKey, type TrackingEvent, takenKey } from '#pec';
import type { LogEvent, SeenKey, Step } from '#ports';
import { type CertifiedKind, spokenOf } from './classify.ts';
import { type IncomingPointPorts, newlyStored } from './incoming.ts';
import { isolate, keptIfInfected } from './isolate.ts';
import { logReceived } from './log-received.ts';
import type { Arrival, Taken } from './receive.ts';
import { takeUsedAgain } from './take-anomaly.ts';

/** A receipt or notice for a holder: to his mailbox unmodified, once, and the tracking told (RFC 6109 2.2.2; spec 11.2). */
export async function takeUserNotice(arrival: Arrival, kind: CertifiedKind, ports: IncomingPointPorts): Promise<Taken> {
  return await takeNotice(arrival, kind, arrival.incoming.recipients, ports);
}

/** Take-charge and virus detection are for the provider alone: never into a holder's mailbox (T69, C42). */
export async function takeProviderNotice(
  arrival: Arrival,
  kind: CertifiedKind,
  ports: IncomingPointPorts,
): Promise<Taken> {
  return await takeNotice(arrival, kind, [ports.issuing.issuer.serviceAddress], ports);
}

async function takeNotice(
  arrival: Arrival,
  kind: CertifiedKind,
  recipients: readonly string[],
  ports: IncomingPointPorts,
): Promise<Taken> {
  const { incoming, at, virus } = arrival;
  const key = seenKey(arrival, kind);
  const before = (await ports.store.seen([key.key])).get(key.key);
  if (before?.sha256 === key.sha256) {
    const record = { ...logReceived('RicezioneDuplicato', at, kind, incoming), related: [before.messageId] };
    return { kind: 'take', step: { log: [record] } };
  }
  if (before !== undefined) {
    const again = await takeUsedAgain(arrival, kind, recipients, ports);
    return { kind: 'take', step: joinSteps(keptIfInfected(arrival), again) };
  }
  const received: Step = { messages: newlyStored(incoming), seen: [key] };
  if (virus !== undefined) {
    const isolated = isolate(arrival, recipients, logReceived('Quarantena', at, kind, incoming), ports);
    return { kind: 'take', step: joinSteps(received, isolated) };
  }
  const { mailFrom, message } = incoming;
  const { identificativo } = kind.daticert;
  const number = numberOf(kind.daticert);
  const placed = placeNotice({ number, message, mailFrom, recipients, identificativo, at }, ports.accounts.mailbox);
  const { step, event } = await correlate(kind.daticert, at, ports);
  const log = [logReceived(event, at, kind, incoming)];
  // What the sender was owed before stands before it in the mailbox.
  return { kind: 'take', step: joinSteps(received, { log }, step, await placed) };
}

function seenKey({ incoming }: Arrival, kind: CertifiedKind): SeenKey {
  const { daticert, record, contentSha256 } = kind;
  const about = daticert.consegna ?? takenKey(daticert.ricezione ?? []);
  const key = `ricevuto ${noticeKey(record.name, numberOf(daticert), daticert.identificativo, about)}`;
  return { key, sha256: contentSha256, messageId: incoming.message.id };
}

/** The M-number as far as key and keywords need it: M14 and M8 share `tipo`, the receipts share one place (spec 9.8). */
function numberOf(daticert: Daticert): MessageNumber {
  switch (daticert.tipo) {
    case 'presa-in-carico':
      return 'M5';
    case 'rilevazione-virus':
      return 'M7';
    case 'errore-consegna':
      return daticert.errore === 'virus' ? 'M8' : 'M14';
    default:
      return 'M11';
  }
}

function eventOf(daticert: Daticert): TrackingEvent | undefined {
  switch (daticert.tipo) {
    case 'presa-in-carico':
      return 'taken';
    case 'avvenuta-consegna':
      return 'delivered';
    case 'errore-consegna':
      return 'failed';
    case 'rilevazione-virus':
      return 'virus';
    default:
      return undefined;
  }
}

/**
 * Tells the tracking what a notice says of its recipients; each M7 makes one M8 for the sender (T86), and a notice of time-out
 * that fell due while nobody asked the clock is paid now.
 */
async function correlate(
  daticert: Daticert,
  at: number,
  ports: IncomingPointPorts,
): Promise<{ step: Step; event: LogEvent }> {
  const dispatch = await ports.store.dispatch(daticert.identificativo);
  const event = eventOf(daticert);
  // An identificativo is known to whoever got the message, and another provider's envelope can bear it too: what is told of that one's
  // sender tells nothing of ours.
  const isOurs = dispatch !== undefined && sameAddress(daticert.sender, dispatch.facts.sender);
  if (!isOurs || event === undefined) return { step: {}, event: 'RicezioneNonCorrelata' };
  const rows = await ports.store.tracking(daticert.identificativo);
  const parts: Step[] = [];
  let logged: LogEvent = 'RicezioneRicevuta';
  for (const address of spokenOf(daticert)) {
    const row = rows.find((candidate) => sameAddress(candidate.recipient, address));
    if (row === undefined) {
      logged = 'RicezioneNonCorrelata';
      continue;
    }
    const next = nextTracking(row.state, event, at, dispatch.acceptedAt);
    if (next.note === 'anomaly') logged = 'RicezioneAnomala';
    const { recipient } = row;
    const news = { number: 'M8', recipient, detail: daticert.erroreEsteso ?? 'virus' } as const;
    parts.push(await moveTracking({ row, dispatch, next, at, news }, ports));
  }
  return { step: joinSteps(...parts), event: logged };
}
