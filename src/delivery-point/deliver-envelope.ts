import { joinSteps, outcomeKey } from '#issuing';
import { certifiedUpTo } from '#mailbox';
import { type AddressList, parseAddressList, sliceRope } from '#mime';
import { type CertifiedFacts, deliveryReceipt, type Notification, PEC_KEYWORDS } from '#pec';
import type { ReadEnvelope, Step, StoredMessage } from '#ports';
import type { Learned } from './deliver.ts';
import type { DeliveryPointPorts, EnvelopeJob } from './delivery.ts';
import { type DeliveryError, findMailbox, GIVEN_UP } from './find-mailbox.ts';
import { type OriginalCopies, openOriginalCopies } from './original-copies.ts';

/** What an envelope says, opened once for all its recipients. */
interface OpenEnvelope {
  readonly facts: CertifiedFacts;
  readonly to: AddressList;
  readonly cc: AddressList;
  readonly copies: OriginalCopies;
}

/** A correct transport envelope: for each recipient either the mailbox and a receipt, or M14; never both, never neither. */
export async function deliverEnvelope(
  job: EnvelopeJob,
  message: StoredMessage,
  { full, settled }: Learned,
  ports: DeliveryPointPorts,
): Promise<Step> {
  const envelope = openEnvelope(message, job.work.envelope, ports);
  const at = ports.legalTime.now();
  return joinSteps(...(await Promise.all(job.work.recipients.map(deliverTo))));

  async function deliverTo(recipient: string): Promise<Step> {
    const { facts } = envelope;
    const certified = facts.recipients.find((known) => known.address.toLowerCase() === recipient.toLowerCase());
    const named = certified?.address ?? recipient;
    if (settled.has(outcomeKey(facts, named))) return {};
    if (at >= job.expiresAt || job.work.givenUp !== undefined) return await issue(refusal(named, GIVEN_UP));
    const found = await findMailbox({ sender: facts.sender, recipient }, full, ports.accounts);
    if (found.is === 'closed') return await issue(refusal(named, found.error));
    const placement = {
      mailbox: found.mailbox.id,
      folder: 'INBOX',
      messageId: message.id,
      size: message.size,
      internalDate: at,
      flags: PEC_KEYWORDS.M4,
      thread: facts.identificativo,
    };
    const upTo = certifiedUpTo(found.mailbox, ports.quotaReserve);
    const quota = { kind: 'quota', mailbox: found.mailbox.id, bytes: message.size, upTo } as const;
    return joinSteps({ expects: [quota], placements: [placement] }, await issue(await receipt(named, envelope)));
  }

  async function issue(notification: Notification & { recipient: string }): Promise<Step> {
    const { facts } = envelope;
    const once = outcomeKey(facts, notification.recipient);
    const route = { address: facts.sender };
    return (await ports.issuing.issueNotice({ point: 'DP', facts, at, notification, route, once })).part;
  }
}

function refusal(recipient: string, { error, code, description }: DeliveryError) {
  return { number: 'M14', recipient, error, code, description } as const;
}

/** The receipt asked for (spec 10.2): complete, brief or synthetic; the original only for primary recipients. */
async function receipt(recipient: string, { facts, to, cc, copies }: OpenEnvelope) {
  const { number, withOriginal } = deliveryReceipt(facts.receiptType, to, cc, recipient);
  if (withOriginal === 'none') return { number, recipient };
  return { number, recipient, original: withOriginal === 'full' ? await copies.full() : await copies.brief() };
}

function openEnvelope({ rope }: StoredMessage, read: ReadEnvelope, ports: DeliveryPointPorts): OpenEnvelope {
  const { facts, original, eightBit, to, cc } = read;
  return {
    facts,
    to: parseAddressList(to),
    cc: parseAddressList(cc),
    copies: openOriginalCopies(sliceRope(rope, original.start, original.end), eightBit, ports),
  };
}
