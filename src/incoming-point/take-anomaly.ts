import { job, joinSteps } from '#issuing';
import { decodeText, field } from '#mime';
import { ANOMALY, threadRoot } from '#pec';
import type { LogRecord, Step } from '#ports';
import type { CertifiedKind } from './classify.ts';
import type { IncomingPointPorts } from './incoming.ts';
import { isolate, keptIfInfected } from './isolate.ts';
import type { Arrival, Taken } from './receive.ts';

/** A provider's message that is damaged or wrong must be propagated, as an anomaly envelope (RFC 6109 2.2.2, 3.2.2). */
export async function takeAnomaly(
  arrival: Arrival,
  error: string,
  recipients: readonly string[],
  ports: IncomingPointPorts,
): Promise<Taken> {
  return { kind: 'take', step: joinSteps(keptIfInfected(arrival), await propagate(arrival, error, recipients, ports)) };
}

/** An identificativo that was used already for another content: an anomaly, and an alarm in the log (spec 9.8; T90). */
export async function takeUsedAgain(
  arrival: Arrival,
  { daticert, record }: CertifiedKind,
  recipients: readonly string[],
  ports: IncomingPointPorts,
): Promise<Step> {
  const { incoming, at } = arrival;
  const alarm: LogRecord = {
    instant: at,
    point: 'InP',
    event: 'RicezioneAnomala',
    identificativo: daticert.identificativo,
    gestore: record.name,
    erroreEsteso: ANOMALY.alreadyUsed,
    peer: incoming.peer,
    tls: incoming.transport !== 'clear',
  };
  return joinSteps({ log: [alarm] }, await propagate(arrival, ANOMALY.alreadyUsed, recipients, ports));
}

/** To its recipients in an anomaly envelope; infected to nobody, and its sender hears of it by the notices of time-out. */
async function propagate(
  arrival: Arrival,
  error: string,
  recipients: readonly string[],
  ports: IncomingPointPorts,
): Promise<Step> {
  if (arrival.virus === undefined) return await anomalyStep(arrival, error, recipients, ports);
  const { incoming } = arrival;
  const told = { ...anomalyRecord(arrival, error, recipients, ports), size: incoming.message.size };
  return isolate(arrival, recipients, { ...told, related: [incoming.message.id] }, ports);
}

/** The signed wrapper around the whole received message, for these recipients; it causes no PiC and no receipt (T81). */
export async function anomalyStep(
  arrival: Arrival,
  error: string,
  recipients: readonly string[],
  ports: IncomingPointPorts,
): Promise<Step> {
  const { incoming, at } = arrival;
  const { issuing, random } = ports;
  const envelope = await issuing.issueAnomaly({
    at,
    received: incoming.message.rope,
    receivedIndex: incoming.index,
    receivedHeader: incoming.header,
    sender: senderOf(arrival, ports),
    recipients,
    error,
  });
  const { mailFrom } = incoming;
  const thread = threadRoot(incoming.index);
  const arrived = { arrival: 'anomaly', ...(thread !== undefined && { thread }) } as const;
  const work = { kind: 'deliver', messageId: envelope.id, mailFrom, recipients, ...arrived } as const;
  const told = anomalyRecord(arrival, error, recipients, ports);
  const record: LogRecord = { ...told, event: 'BustaAnomalia', size: envelope.size, related: [envelope.id] };
  return joinSteps({ messages: [envelope], log: [record], jobs: [job(work, 'deliver', at, random)] });
}

/** What the log says of it, but for what became of it. */
function anomalyRecord(
  arrival: Arrival,
  error: string,
  recipients: readonly string[],
  ports: IncomingPointPorts,
): Omit<LogRecord, 'event'> {
  const { incoming, message, at } = arrival;
  const subject = decodeText(field(incoming.index.root, 'subject')?.value ?? '');
  return {
    instant: at,
    point: 'InP',
    ...(message.messageId !== undefined && { messageId: message.messageId }),
    mittente: senderOf(arrival, ports),
    destinatari: recipients.map((address) => ({ address, type: 'certificato' as const })),
    ...(subject !== '' && { oggetto: subject }),
    gestore: ports.issuing.issuer.name,
    erroreEsteso: error,
    peer: incoming.peer,
    tls: incoming.transport !== 'clear',
  };
}

function senderOf({ incoming, message }: Arrival, { issuing }: IncomingPointPorts): string {
  return incoming.mailFrom || message.from?.address || `MAILER-DAEMON@${issuing.issuer.domain}`;
}
