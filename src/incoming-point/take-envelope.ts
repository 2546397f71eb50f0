import { issueKey, job, joinSteps } from '#issuing';
import { field, sameAddress, unfold } from '#mime';
import { type CertifiedFacts, factsOf, noticeKey, takenKey } from '#pec';
import type { LogRecord, ReadEnvelope, SeenKey, Step } from '#ports';
import type { CertifiedKind } from './classify.ts';
import { type IncomingPointPorts, newlyStored } from './incoming.ts';
import { isolate, keptIfInfected } from './isolate.ts';
import { logReceived } from './log-received.ts';
import type { Arrival, Taken } from './receive.ts';
import { takeUsedAgain } from './take-anomaly.ts';

/**
 * A correct transport envelope (RFC 6109 3.2.1, 3.2.3): take charge of the recipients not taken before, one M5 for them all,
 * then hand it to the delivery point or, infected, put it in quarantine with one M7 for each.
 */
export async function takeEnvelope(arrival: Arrival, kind: CertifiedKind, ports: IncomingPointPorts): Promise<Taken> {
  const { fresh, repeated, clashing, keys } = await sortRecipients(arrival, kind, ports);
  const parts: Step[] = [{ seen: keys }];
  if (repeated.size > 0) parts.push({ log: [duplicate(arrival, kind, repeated)] });
  if (clashing.length > 0) parts.push(await takeUsedAgain(arrival, kind, clashing, ports));
  if (clashing.length > 0 && fresh.length === 0) parts.push(keptIfInfected(arrival));
  if (fresh.length > 0) parts.push(await takeCharge(arrival, kind, fresh, ports));
  return { kind: 'take', step: joinSteps(...parts) };
}

/** Duplicates are recognised per recipient (spec 9.8): the same envelope may come in several transactions. */
async function sortRecipients({ incoming }: Arrival, kind: CertifiedKind, { store }: IncomingPointPorts) {
  const { record, daticert, contentSha256 } = kind;
  const keyOf = (recipient: string) => `ricevuto ${noticeKey(record.name, 'M4', daticert.identificativo, recipient)}`;
  const seen = await store.seen(incoming.recipients.map(keyOf));
  const fresh: string[] = [];
  /** Recipient to the message kept for it. */
  const repeated = new Map<string, string>();
  const clashing: string[] = [];
  const keys: SeenKey[] = [];
  for (const recipient of incoming.recipients) {
    if (fresh.some((known) => sameAddress(known, recipient))) continue;
    const before = seen.get(keyOf(recipient));
    if (before === undefined) {
      fresh.push(recipient);
      keys.push({ key: keyOf(recipient), sha256: contentSha256, messageId: incoming.message.id });
    } else if (before.sha256 === contentSha256) repeated.set(recipient, before.messageId);
    else clashing.push(recipient);
  }
  return { fresh, repeated, clashing, keys };
}

/** The record names the message that was kept, not the repetition, which nobody stores. */
function duplicate({ incoming, at }: Arrival, kind: CertifiedKind, repeated: ReadonlyMap<string, string>): LogRecord {
  const related = [...new Set(repeated.values())];
  return { ...logReceived('RicezioneDuplicato', at, kind, incoming), ricezione: [...repeated.keys()], related };
}

async function takeCharge(
  arrival: Arrival,
  kind: CertifiedKind,
  fresh: readonly string[],
  ports: IncomingPointPorts,
): Promise<Step> {
  const { incoming, at, virus } = arrival;
  const { issuing, random } = ports;
  const facts = factsOf(kind.daticert);
  const taken = fresh.map((recipient) => asCertified(recipient, kind));
  const route = { address: kind.record.mailReceipt };
  const common = { point: 'InP' as const, facts, at, route };
  // Who came in this transaction: the others of the message may come in another, or never.
  const arrived = { ...logReceived('RicezioneBusta', at, kind, incoming), ricezione: taken };
  const received: Step = { messages: newlyStored(incoming), log: [arrived] };
  const charge = (
    await issuing.issueNotice({
      ...common,
      notification: { number: 'M5', to: kind.record.mailReceipt, taken },
      once: issueKey(issuing.issuer, 'M5', facts, takenKey(taken)),
    })
  ).part;
  if (virus === undefined) {
    const { mailFrom, message } = incoming;
    const envelope = describeEnvelope(arrival, facts);
    const work = {
      kind: 'deliver',
      messageId: message.id,
      arrival: 'envelope',
      mailFrom,
      recipients: fresh,
      envelope,
    } as const;
    return joinSteps(received, charge, { jobs: [job(work, 'deliver', at, random)] });
  }
  const warnings = await Promise.all(
    taken.map((recipient) =>
      issuing.issueNotice({
        ...common,
        notification: { number: 'M7', to: kind.record.mailReceipt, recipient, virus },
        once: issueKey(issuing.issuer, 'M7', facts, recipient),
      }),
    ),
  );
  const isolated = isolate(arrival, taken, logReceived('Quarantena', at, kind, incoming), ports);
  return joinSteps(received, charge, ...warnings.map((issued) => issued.part), isolated);
}

/** What the delivery point needs to know of it; a formally correct envelope has an original. */
function describeEnvelope({ incoming, message }: Arrival, facts: CertifiedFacts): ReadEnvelope {
  if (message.original === undefined) throw new Error('a formally correct envelope has no original');
  const { start, end } = message.original;
  const { root, eightBit } = incoming.index;
  const shown = (name: string) => unfold(field(root, name)?.value ?? '');
  return { facts, original: { start, end }, eightBit, to: shown('to'), cc: shown('cc') };
}

/** The address as the sender's provider certified it: the same spelling in every notice. */
function asCertified(recipient: string, { daticert }: CertifiedKind): string {
  return daticert.recipients.find((known) => sameAddress(known.address, recipient))?.address ?? recipient;
}
