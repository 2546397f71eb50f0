import { joinSteps } from '#issuing';
import type { LogRecord, Mailbox, Step, StoredMessage } from '#ports';
import type { DeliverJob, DeliveryPointPorts } from './delivery.ts';

/**
 * A correct receipt or notice, unmodified, to the holder or to the service mailbox (RFC 6109 2.2.3). It makes no receipt, and
 * when it cannot be delivered no notice: notices never answer notices (C49, T148). A full or suspended mailbox still gets it,
 * since it proves what its holder sent.
 */
export async function deliverNotice(job: DeliverJob, message: StoredMessage, ports: DeliveryPointPorts): Promise<Step> {
  const at = ports.legalTime.now();
  return joinSteps(...(await Promise.all(job.work.recipients.map(deliverTo))));

  async function deliverTo(recipient: string): Promise<Step> {
    const mailbox = await ports.accounts.mailbox(recipient);
    if (mailbox === undefined || mailbox.status === 'revoked')
      return { log: [record('ConsegnaImpossibile', recipient)] };
    const placement = {
      mailbox: mailbox.id,
      folder: 'INBOX',
      messageId: message.id,
      size: message.size,
      internalDate: at,
    };
    return { placements: [placement], log: [record(eventFor(mailbox), recipient)] };
  }

  function record(event: LogRecord['event'], recipient: string): LogRecord {
    const { identificativo, mailFrom } = job.work;
    return {
      instant: at,
      point: 'DP',
      event,
      ...(identificativo !== undefined && { identificativo }),
      mittente: mailFrom,
      consegna: recipient,
      size: message.size,
      related: [message.id],
    };
  }
}

const eventFor = (mailbox: Mailbox) => (mailbox.kind === 'service' ? 'ConsegnaServizio' : 'ConsegnaCasella');
