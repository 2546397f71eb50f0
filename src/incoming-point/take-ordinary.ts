import { buildDeliveryStatus, joinSteps, mayBeTold } from '#issuing';
import { field, unfold } from '#mime';
import type { LogRecord, Step } from '#ports';
import { checkRecipient, type RecipientRefusal } from './check-recipient.ts';
import type { Incoming, IncomingPointPorts } from './incoming.ts';
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
  const parts: Step[] = [await anomalyStep(arrival, error, wanted, ports)];
  if (unwanted.length > 0) parts.push(tellSender(arrival, unwanted, ports));
  return { kind: 'take', step: joinSteps(...parts) };
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
