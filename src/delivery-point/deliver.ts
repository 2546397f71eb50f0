import { joinSteps } from '#issuing';
import type { FailedExpectation, Step, StoredMessage } from '#ports';
import { deliverAnomaly } from './deliver-anomaly.ts';
import { deliverEnvelope } from './deliver-envelope.ts';
import type { AnomalyJob, DeliverJob, DeliveryPointPorts, EnvelopeJob } from './delivery.ts';

/** What commits that failed have taught: each lesson costs one more try, so tries are bounded by recipients. */
export interface Learned {
  /** Ids of mailboxes that had no room, or took nothing any more. */
  readonly full: Set<string>;
  /** Outcome keys of recipients who have their receipt or M14 already (T106). */
  readonly settled: Set<string>;
}

/**
 * The delivery point's whole job for one message (RFC 6109 3.3; spec 10): into the mailboxes unmodified, and for a transport
 * envelope one receipt for each recipient, in the very commit that makes the delivery durable (T92). Ends the job, or throws.
 */
export async function deliver(job: DeliverJob, ports: DeliveryPointPorts): Promise<void> {
  const message = await ports.store.message(job.work.messageId);
  if (message === undefined) throw new Error(`message ${job.work.messageId} of job ${job.id} is not in the store`);
  const ending: Step = { expects: [{ kind: 'lease', jobId: job.id, token: job.token }], done: [{ jobId: job.id }] };
  const learned: Learned = { full: new Set(), settled: new Set() };
  const triesMax = 2 * job.work.recipients.length + 1;
  for (let tries = 0; tries < triesMax; tries++) {
    const result = await ports.store.commit(joinSteps(ending, await decide(job, message, learned, ports)));
    if (result.done) return;
    learn(result.failed, learned);
  }
  throw new Error('delivery was refused by the store: mailboxes kept changing');
}

function learn(failed: FailedExpectation, { full, settled }: Learned): void {
  if (failed.kind === 'quota') full.add(failed.mailbox);
  else if (failed.kind === 'seen') settled.add(failed.key);
  else throw new Error(`delivery was refused by the store: ${failed.kind}`);
}

async function decide(
  job: DeliverJob,
  message: StoredMessage,
  learned: Learned,
  ports: DeliveryPointPorts,
): Promise<Step> {
  switch (job.work.arrival) {
    case 'envelope':
      return await deliverEnvelope(job as EnvelopeJob, message, learned, ports);
    case 'anomaly':
      return await deliverAnomaly(job as AnomalyJob, message, learned, ports);
  }
}
