import { indexRope, sliceRope } from '#mime';
import type { Job, ReceiveWork } from '#ports';
import type { Incoming, IncomingPointPorts, ReceiveReply } from './incoming.ts';
import { receive } from './receive.ts';

/**
 * The hop inside one provider: our own message meets the same checks, signature included, as one from outside (RFC 6109 3.4,
 * DM a6 c5; T68). No byte is copied. The job ends in the same commit as what the message caused.
 */
export async function receiveLocal(
  job: Job & { readonly work: ReceiveWork },
  ports: IncomingPointPorts,
): Promise<ReceiveReply> {
  const { messageId, mailFrom, recipients } = job.work;
  const message = await ports.store.message(messageId);
  if (message === undefined) throw new Error(`message ${messageId} of job ${job.id} is not in the store`);
  const index = await indexRope(ports.blobs.read(message.rope));
  const bodyStart = index.root.bodyStart;
  const header = await ports.blobs.bytes(sliceRope(message.rope, 0, bodyStart), bodyStart);
  const ends: Incoming['ends'] = {
    lease: [{ kind: 'lease', jobId: job.id, token: job.token }],
    done: [{ jobId: job.id }],
  };
  return await receive(
    { mailFrom, recipients, message, index, header, peer: 'local', transport: 'local', ends },
    ports,
  );
}
