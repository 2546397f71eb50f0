import { buildDeliveryStatus, joinSteps, mayBeTold } from '#issuing';
import { field, unfold } from '#mime';
import type { LogRecord, Step } from '#ports';
import { checkRecipient, forwardedTo, type RecipientRefusal } from './check-recipient.ts';
import { type Incoming, type IncomingPointPorts, newlyStored } from './incoming.ts';
import type { Arrival, Taken } from './receive.ts';
import { anomalyStep } from './take-anomaly.ts';

/**
 * Ordinary mail, or what only claims to be PEC (spec 9.6, 9.7): refused when infected or when no mailbox wants it, else
 * wrapped as an anomaly. In a mixed transaction those refused get a delivery status notification, unless nobody could read it.
 */
export async function takeOrdinary(arrival: Arrival, error: string, ports: IncomingPointPorts): Promise<Taken> {
  const { incoming, virus } = arrival;
  if (virus !== undefined) {
    const refusal = { code: 554, enhanced: '5.7.1', text: 'Messaggio rifiutato: contiene un virus' } as const;
    return { kind: 'refuse', ...refusal, step: { log: [refused(arrival, `virus ${virus}`)] } };
  }
  const wanted: string[] = [];
  const unwanted: { recipient: string; refusal: RecipientRefusal }[] = [];
  for (const recipient of incoming.recipients) {
    const refusal = await checkRecipient({ mailFrom: incoming.mailFrom, recipient, signed: false }, ports);
    if (refusal === undefined) wanted.push(recipient);
    else unwanted.push({ recipient, refusal });
  }
  const first = unwanted[0]?.refusal;
  if (wanted.length === 0 && first !== undefined) {
    return { kind: 'refuse', ...first, step: { log: [refused(arrival, first.text)] } };
  }
  const { kept, forwarded } = await partForwarded(wanted, ports);
  const parts: Step[] = [];
  if (kept.length > 0) parts.push(await anomalyStep(arrival, error, kept, ports));
  if (forwarded.size > 0) parts.push(forward(arrival, forwarded, ports));
  if (unwanted.length > 0) parts.push(tellSender(arrival, unwanted, ports));
  return { kind: 'take', step: joinSteps(...parts) };
}

/** By recipient, where his ordinary mail goes on to; the others keep it here. */
async function partForwarded(recipients: readonly string[], ports: IncomingPointPorts) {
  const kept: string[] = [];
  const forwarded = new Map<string, string>();
  for (const recipient of recipients) {
    const to = await forwardedTo(recipient, ports);
    if (to === undefined) kept.push(recipient);
    else forwarded.set(recipient, to);
  }
  return { kept, forwarded };
}

/** As it came, with its own reverse path (RFC 5321 3.9.1): nothing is certified, nothing is wrapped, no mailbox holds it. */
function forward(
  { incoming, message, at }: Arrival,
  forwarded: ReadonlyMap<string, string>,
  ports: IncomingPointPorts,
): Step {
  const recipients = [...new Set(forwarded.values())];
  const { mailFrom } = incoming;
  const outgoing = { messageId: incoming.message.id, mailFrom, recipients, at, eightBit: incoming.index.eightBit };
  const log: LogRecord = {
    instant: at,
    point: 'InP',
    event: 'RicezioneOrdinaria',
    mittente: mailFrom,
    destinatari: [...forwarded.keys()].map((address) => ({ address, type: 'certificato' as const })),
    ...(message.messageId !== undefined && { messageId: message.messageId }),
    erroreEsteso: `posta ordinaria inoltrata a ${recipients.join(', ')}`,
    peer: incoming.peer,
    tls: incoming.transport !== 'clear',
    size: incoming.message.size,
    sha256: incoming.message.sha256,
    related: [incoming.message.id],
  };
  return { messages: newlyStored(incoming), log: [log], jobs: ports.issuing.jobsToSend(outgoing) };
}

function refused({ incoming, message, at }: Arrival, why: string): LogRecord {
  return {
    instant: at,
    point: 'InP',
    event: 'RicezioneRifiutata',
    mittente: incoming.mailFrom,
    destinatari: incoming.recipients.map((address) => ({ address, type: 'certificato' as const })),
    ...(message.messageId !== undefined && { messageId: message.messageId }),
    erroreEsteso: why,
    peer: incoming.peer,
    tls: incoming.transport !== 'clear',
  };
}

/** Never to the null sender or a service address, nor to mail that says a machine wrote it (RFC 3834 2). */
function tellSender(
  arrival: Arrival,
  unwanted: readonly { recipient: string; refusal: RecipientRefusal }[],
  ports: IncomingPointPorts,
): Step {
  const { incoming, at } = arrival;
  const log = [refused(arrival, unwanted.map(({ recipient, refusal }) => `${recipient}: ${refusal.text}`).join('; '))];
  if (!mayBeTold(incoming.mailFrom) || isAutomatic(incoming)) return { log };
  const failures = unwanted.map(({ recipient, refusal }) => ({
    recipient,
    reply: refusal.text,
    status: refusal.enhanced,
  }));
  const input = { to: incoming.mailFrom, at, failures, failedHeader: incoming.header };
  const notification = buildDeliveryStatus(input, ports.issuing.issuer, ports);
  const outgoing = { messageId: notification.id, mailFrom: '', recipients: [incoming.mailFrom], at };
  return { log, messages: [notification], jobs: ports.issuing.jobsToSend(outgoing) };
}

/** Mail that says a machine wrote it (RFC 3834 2, 5). */
function isAutomatic({ index }: Incoming): boolean {
  const value = unfold(field(index.root, 'auto-submitted')?.value ?? 'no')
    .trim()
    .toLowerCase();
  return value !== 'no';
}
