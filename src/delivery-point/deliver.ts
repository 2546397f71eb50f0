import { joinSteps } from '#issuing';
import type { CommitResult, Step, StoredMessage } from '#ports';
import { deliverAnomaly } from './deliver-anomaly.ts';
import { deliverEnvelope } from './deliver-envelope.ts';
import type { DeliverJob, DeliveryPointPorts, EnvelopeJob } from './delivery.ts';

/** Mailboxes found full while committing; each costs one more try, so tries are bounded by recipients. */
export type FullMailboxes = ReadonlySet<string>;

/**
 * The delivery point's whole job for one message (RFC 6109 3.3; spec 10): into the mailboxes unmodified, and for a transport
 * envelope one receipt for each recipient, in the very commit that makes the delivery durable (T92). Ends the job, or throws.
 */
export async function deliver(job: DeliverJob, ports: DeliveryPointPorts): Promise<void> {
  const message = await ports.store.message(job.work.messageId);
  if (message === undefined) throw new Error(`message ${job.work.messageId} of job ${job.id} is not in the store`);
  const ending: Step = { expects: [{ kind: 'lease', jobId: job.id, token: job.token }], done: [{ jobId: job.id }] };
  const full = new Set<string>();
  const triesMax = job.work.recipients.length + 1;
  for (let tries = 0; tries < triesMax; tries++) {
    const result = await ports.store.commit(joinSteps(ending, await decide(job, message, full, ports)));
    if (result.done) return;
    if (!isFull(result)) throw new Error(`delivery was refused by the store: ${result.failed.kind}`);
    full.add(result.failed.mailbox);
  }
  throw new Error('delivery was refused by the store: quotas kept changing');
}

async function decide(
  job: DeliverJob,
  message: StoredMessage,
  full: FullMailboxes,
  ports: DeliveryPointPorts,
): Promise<Step> {
  switch (job.work.arrival) {
    case 'envelope':
      return await deliverEnvelope(job as EnvelopeJob, message, full, ports);
    case 'anomaly':
      return await deliverAnomaly(job, message, full, ports);
  }
}

function isFull(
  result: Extract<CommitResult, { done: false }>,
): result is { done: false; failed: { kind: 'quota'; mailbox: string } } {
  return result.failed.kind === 'quota';
}
