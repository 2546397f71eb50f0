import { joinSteps } from '#issuing';
import type { LogRecord, RelayReply, Step } from '#ports';
import { failRecipients } from './fail-recipients.ts';
import { nextAttempt } from './retry-times.ts';
import { GIVEN_UP, type RelayJob, type SpoolPorts, underLease } from './spool.ts';

const RACES = 4;

/**
 * One SMTP transaction (RFC 6109 2.2.2; spec 8.6): those sent are done with, those refused for good get their notice, those
 * deferred stay in the job until 24 hours have passed. What the network did is then recorded in one commit.
 */
export async function dispatch(job: RelayJob, ports: SpoolPorts): Promise<void> {
  const replies = await attempt(job, ports);
  for (let race = 0; race < RACES; race++) {
    const result = await ports.store.commit(await outcome(job, replies, ports));
    if (result.done || result.failed.kind === 'lease') return;
    if (result.failed.kind !== 'tracking')
      throw new Error(`the outcome of a relay was refused by the store: ${result.failed.kind}`);
  }
  throw new Error('the outcome of a relay was refused by the store: tracking kept changing');
}

async function attempt(job: RelayJob, { store, relay, legalTime }: SpoolPorts): Promise<readonly RelayReply[]> {
  const { messageId, mailFrom, recipients, destination, eightBit } = job.work;
  if (job.work.givenUp !== undefined)
    return recipients.map((recipient) => ({ recipient, outcome: 'failed', reply: GIVEN_UP }));
  if (legalTime.now() >= job.expiresAt) return recipients.map((recipient) => idle(recipient, job.lastError));
  const message = await store.message(messageId);
  if (message === undefined) throw new Error(`message ${messageId} of job ${job.id} is not in the store`);
  const { rope, size } = message;
  return await relay.send({ destination, mailFrom, recipients, message: rope, size, eightBit: eightBit ?? false });
}

function idle(recipient: string, lastError: string | undefined): RelayReply {
  const last = lastError === undefined ? '' : ` (${lastError})`;
  return { recipient, outcome: 'failed', reply: `550 5.4.7 tempo massimo di giacenza di 24 ore superato${last}` };
}

async function outcome(job: RelayJob, replies: readonly RelayReply[], ports: SpoolPorts): Promise<Step> {
  const now = ports.legalTime.now();
  const failed = replies.filter((reply) => reply.outcome === 'failed');
  const deferred = replies.filter((reply) => reply.outcome === 'deferred');
  const log = replies.map((reply) => record(job, reply, now));
  const failing = failed.length === 0 ? {} : await failRecipients(job, failed, ports);
  return joinSteps(underLease(job), { log }, failing, deferred.length === 0 ? { done: [{ jobId: job.id }] } : again());

  function again(): Step {
    const chance = ports.random.bytes(1)[0]! / 255;
    const runAt = nextAttempt({ attempts: job.attempts, now, expiresAt: job.expiresAt, chance });
    const work = { ...job.work, recipients: deferred.map((reply) => reply.recipient) };
    return { retry: [{ jobId: job.id, runAt, error: deferred[0]!.reply.slice(0, 500), work }] };
  }
}

const EVENTS = { sent: 'SmtpInoltro', deferred: 'SmtpRinvio', failed: 'SmtpErrore' } as const;

function record({ work }: RelayJob, reply: RelayReply, instant: number): LogRecord {
  return {
    instant,
    point: 'SYS',
    event: EVENTS[reply.outcome],
    ...(work.identificativo !== undefined && { identificativo: work.identificativo }),
    mittente: work.mailFrom,
    consegna: reply.recipient,
    erroreEsteso: reply.reply.slice(0, 500),
    peer: work.destination.domain,
    related: [work.messageId],
  };
}
