import { joinSteps } from '#issuing';
import type { DeliverWork, Job, ReceiveWork } from '#ports';
import { dispatch } from './dispatch.ts';
import { failRecipients } from './fail-recipients.ts';
import { nextAttempt } from './retry-times.ts';
import { GIVEN_UP, type HandlerReply, type RelayJob, type SpoolPorts, underLease } from './spool.ts';

/**
 * Runs one leased job. It never throws: whatever goes wrong is reported, the job goes back with a later time, and no other
 * job is touched (invariant 7).
 */
export async function runJob(job: Job, ports: SpoolPorts): Promise<void> {
  try {
    const reply = await perform(job, ports);
    if (reply.kind === 'later') await putBack(job, reply.text, ports);
  } catch (error) {
    ports.report(error, job);
    await putBack(job, error instanceof Error ? error.message : String(error), ports).catch((again) =>
      ports.report(again, job),
    );
  }
}

async function perform(job: Job, ports: SpoolPorts): Promise<HandlerReply> {
  switch (job.work.kind) {
    case 'relay':
      await dispatch(job as RelayJob, ports);
      return { kind: 'ended' };
    case 'receive':
      return await receiveOrGiveUp(job as Job & { work: ReceiveWork }, ports);
    case 'deliver':
      return await ports.handlers.deliver(job as Job & { work: DeliverWork });
  }
}

/** The hop inside may wait for a revocation list or the scanner; like any hop it ends after the queue life. */
async function receiveOrGiveUp(job: Job & { readonly work: ReceiveWork }, ports: SpoolPorts): Promise<HandlerReply> {
  const reply =
    job.work.givenUp === undefined ? await ports.handlers.receive(job) : ({ kind: 'later', text: GIVEN_UP } as const);
  const isOver = job.work.givenUp !== undefined || ports.legalTime.now() >= job.expiresAt;
  if (reply.kind === 'ended' || !isOver) return reply;
  const failures = job.work.recipients.map((recipient) => ({ recipient, reply: reply.text }));
  const failed = await failRecipients(job, failures, ports);
  await ports.store.commit(joinSteps(underLease(job), failed, { done: [{ jobId: job.id }] }));
  return { kind: 'ended' };
}

async function putBack(job: Job, error: string, ports: SpoolPorts): Promise<void> {
  const chance = ports.random.bytes(1)[0]! / 255;
  const runAt = nextAttempt({ attempts: job.attempts, now: ports.legalTime.now(), expiresAt: job.expiresAt, chance });
  await ports.store.commit(
    joinSteps(underLease(job), { retry: [{ jobId: job.id, runAt, error: error.slice(0, 500) }] }),
  );
}
