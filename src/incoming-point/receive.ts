import { joinSteps } from '#issuing';
import { sliceRope } from '#mime';
import { type PecMessage, readMessage } from '#pec';
import { type CommitResult, type LogRecord, ScannerUnavailable, type Step } from '#ports';
import { classify } from './classify.ts';
import type { Incoming, IncomingPointPorts, ReceiveReply } from './incoming.ts';
import { judgeOrigin, type Origin } from './judge-origin.ts';
import { takeAnomaly } from './take-anomaly.ts';
import { takeEnvelope } from './take-envelope.ts';
import { takeProviderNotice, takeUserNotice } from './take-notice.ts';
import { takeOrdinary } from './take-ordinary.ts';

/** What an arrival becomes: a step to commit, or a refusal with what the log must say of it. */
export type Taken =
  | { readonly kind: 'take'; readonly step: Step }
  | {
      readonly kind: 'refuse';
      readonly code: 550 | 554;
      readonly enhanced: string;
      readonly text: string;
      readonly step: Step;
    };

/** Everything an arrival handler is told. */
export interface Arrival {
  readonly incoming: Incoming;
  readonly message: PecMessage;
  readonly origin: Origin;
  readonly at: number;
  readonly virus: string | undefined;
}

/** Two transactions racing for one key: the loser reads again and sees a duplicate. More often than this it's a fault. */
const RACES = 4;

/**
 * The incoming point's whole job for one transaction (RFC 6109 2.2.2, 3.2; spec 9.2): verify, classify, scan, take charge.
 * It answers `accepted` only after the commit; what it cannot judge now it leaves to the peer to send again.
 */
export async function receive(incoming: Incoming, ports: IncomingPointPorts): Promise<ReceiveReply> {
  const { rope } = incoming.message;
  const read = (start: number, end: number) => ports.blobs.bytes(sliceRope(rope, start, end), end - start);
  const message = await readMessage(incoming.index, read);
  const origin = await judgeOrigin(message, rope, ports);
  if (origin.kind === 'unknown') return { kind: 'later', text: `4.4.3 ${origin.reason}` };
  const virus = await scan(incoming, ports);
  if (virus === 'unavailable') return { kind: 'later', text: '4.7.1 antivirus non disponibile' };

  for (let race = 0; race < RACES; race++) {
    const arrival: Arrival = { incoming, message, origin, at: ports.legalTime.now(), virus: virus.name };
    const taken = await take(arrival, ports);
    const result = await ports.store.commit(joinSteps({ log: remarks(arrival) }, taken.step, ending(incoming)));
    if (result.done) return taken.kind === 'take' ? { kind: 'accepted' } : { ...taken, kind: 'refused' };
    if (!isRace(result)) return { kind: 'later', text: `4.3.0 ${result.failed.kind}` };
  }
  return { kind: 'later', text: '4.3.0 operazioni concorrenti sullo stesso messaggio' };
}

async function take(arrival: Arrival, ports: IncomingPointPorts): Promise<Taken> {
  const kind = classify(arrival, ports.trust.index());
  switch (kind.is) {
    case 'envelope':
      return await takeEnvelope(arrival, kind, ports);
    case 'user-notice':
      return await takeUserNotice(arrival, kind, ports);
    case 'provider-notice':
      return await takeProviderNotice(arrival, kind, ports);
    case 'faulty':
      return await takeAnomaly(arrival, kind.error, arrival.incoming.recipients, ports);
    case 'ordinary':
      return await takeOrdinary(arrival, kind.error, ports);
  }
}

async function scan(
  { message }: Incoming,
  ports: IncomingPointPorts,
): Promise<'unavailable' | { name: string | undefined }> {
  try {
    const result = await ports.scanner.scan(ports.blobs.read(message.rope));
    return { name: result.infected ? result.virus : undefined };
  } catch (error) {
    if (error instanceof ScannerUnavailable) return 'unavailable';
    throw error;
  }
}

/** Remarks on the arrival itself: a provider's message in clear violates the peer's duty (RFC 6109 5.3; spec 9.1). */
function remarks({ incoming, message, origin, at }: Arrival): readonly LogRecord[] {
  if (origin.kind !== 'provider') return [];
  const about = {
    instant: at,
    point: 'InP' as const,
    gestore: origin.record.name,
    peer: incoming.peer,
    ...named(message),
  };
  const records: LogRecord[] = [];
  if (incoming.transport === 'clear') records.push({ ...about, event: 'RicezioneInChiaro', tls: false });
  if (origin.sha1) records.push({ ...about, event: 'RicezioneAnomala', erroreEsteso: 'firma con impronta SHA-1' });
  return records;
}

function named(message: PecMessage): Partial<LogRecord> {
  return message.messageId === undefined ? {} : { messageId: message.messageId };
}

function ending(incoming: Incoming): Step {
  return {
    ...(incoming.ends?.lease && { expects: incoming.ends.lease }),
    ...(incoming.ends && { done: incoming.ends.done }),
  };
}

function isRace(result: Extract<CommitResult, { done: false }>): boolean {
  return result.failed.kind === 'seen' || result.failed.kind === 'tracking';
}
