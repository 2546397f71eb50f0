import { joinSteps, outcomeKey } from '#issuing';
import { field, indexRope, parseAddressList, sliceRope, unfold } from '#mime';
import { type CertifiedFacts, deliveryReceipt, factsOf, type Notification, readMessage } from '#pec';
import type { Step, StoredMessage } from '#ports';
import type { FullMailboxes } from './deliver.ts';
import type { DeliverJob, DeliveryPointPorts } from './delivery.ts';
import { type DeliveryError, findMailbox, GIVEN_UP } from './find-mailbox.ts';
import { type OriginalCopies, openOriginalCopies } from './original-copies.ts';

/** What an envelope says, read once for all its recipients. */
interface ReadEnvelope {
  readonly facts: CertifiedFacts;
  readonly to: ReturnType<typeof parseAddressList>;
  readonly cc: ReturnType<typeof parseAddressList>;
  readonly copies: OriginalCopies;
}

/** A correct transport envelope: for each recipient either the mailbox and a receipt, or M14; never both, never neither. */
export async function deliverEnvelope(
  job: DeliverJob,
  message: StoredMessage,
  full: FullMailboxes,
  ports: DeliveryPointPorts,
): Promise<Step> {
  const envelope = await readEnvelope(message, ports);
  const at = ports.legalTime.now();
  return joinSteps(...(await Promise.all(job.work.recipients.map(deliverTo))));

  async function deliverTo(recipient: string): Promise<Step> {
    const { facts } = envelope;
    const certified = facts.recipients.find((known) => known.address.toLowerCase() === recipient.toLowerCase());
    const named = certified?.address ?? recipient;
    if (at >= job.expiresAt) return await issue(refusal(named, GIVEN_UP));
    const found = await findMailbox({ sender: facts.sender, recipient }, full, ports.accounts);
    if (found.is === 'closed') return await issue(refusal(named, found.error));
    const placement = {
      mailbox: found.mailbox.id,
      folder: 'INBOX',
      messageId: message.id,
      size: message.size,
      internalDate: at,
    };
    const quota = { kind: 'quota', mailbox: found.mailbox.id, bytes: message.size } as const;
    return joinSteps({ expects: [quota], placements: [placement] }, await issue(await receipt(named, envelope)));
  }

  async function issue(notification: Notification & { recipient: string }): Promise<Step> {
    const { facts } = envelope;
    const once = outcomeKey(facts.identificativo, notification.recipient);
    const route = { address: facts.sender };
    return (await ports.issuing.issueNotice({ point: 'DP', facts, at, notification, route, once })).part;
  }
}

function refusal(recipient: string, { error, code, description }: DeliveryError) {
  return { number: 'M14', recipient, error, code, description } as const;
}

/** The receipt asked for (spec 10.2): complete, brief or synthetic; the original only for primary recipients. */
async function receipt(recipient: string, { facts, to, cc, copies }: ReadEnvelope) {
  const { number, withOriginal } = deliveryReceipt(facts.receiptType, to, cc, recipient);
  if (withOriginal === 'none') return { number, recipient };
  return { number, recipient, original: withOriginal === 'full' ? await copies.full() : await copies.brief() };
}

async function readEnvelope(message: StoredMessage, ports: DeliveryPointPorts): Promise<ReadEnvelope> {
  const { rope } = message;
  const read = (start: number, end: number) => ports.blobs.bytes(sliceRope(rope, start, end), end - start);
  const index = await indexRope(ports.blobs.read(rope));
  const envelope = await readMessage(index, read);
  if (!envelope.daticert?.ok || envelope.original === undefined)
    throw new Error(`envelope ${message.id} was taken but can't be read`);
  const facts = factsOf(envelope.daticert.value);
  const original = sliceRope(rope, envelope.original.start, envelope.original.end);
  const addresses = (name: string) => parseAddressList(unfold(field(index.root, name)?.value ?? ''));
  return {
    facts,
    to: addresses('to'),
    cc: addresses('cc'),
    copies: openOriginalCopies(original, index.eightBit, ports),
  };
}
