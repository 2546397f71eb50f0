import { buildDeliveryStatus, type DeliveryFailure, joinSteps, mayBeTold } from '#issuing';
import { sliceRope } from '#mime';
import { PEC_KEYWORDS } from '#pec';
import type { LogRecord, Step, StoredMessage } from '#ports';
import type { Learned } from './deliver.ts';
import type { AnomalyJob, DeliveryPointPorts } from './delivery.ts';
import { type Found, findMailbox, GIVEN_UP } from './find-mailbox.ts';

/** Enough of the anomaly envelope to recognise the message by; its header is ours and short. */
const HEADER_MAX_BYTES = 8_192;

/**
 * An anomaly envelope (RFC 6109 2.2.3): into the mailbox, no receipt. When it can't be, no PEC notice is made (T107); an
 * ordinary sender gets a delivery status notification, as SMTP wants (C14), a provider's service address never.
 */
export async function deliverAnomaly(
  job: AnomalyJob,
  message: StoredMessage,
  { full }: Learned,
  ports: DeliveryPointPorts,
): Promise<Step> {
  const at = ports.legalTime.now();
  const { mailFrom, thread } = job.work;
  const failures: DeliveryFailure[] = [];
  const parts: Step[] = [];
  for (const recipient of job.work.recipients) {
    const found: Found =
      job.work.givenUp === undefined
        ? await findMailbox({ sender: mailFrom, recipient, anomaly: true }, full, ports.accounts)
        : { is: 'closed', error: GIVEN_UP };
    if (found.is === 'closed') {
      const { code, description } = found.error;
      failures.push({ recipient, reply: description, status: code });
      parts.push({ log: [record('ConsegnaImpossibile', recipient, description)] });
      continue;
    }
    const { id } = found.mailbox;
    const placement = {
      mailbox: id,
      folder: 'INBOX',
      messageId: message.id,
      size: message.size,
      internalDate: at,
      flags: PEC_KEYWORDS.M6,
      ...(thread !== undefined && { thread }),
    };
    const quota = { kind: 'quota', mailbox: id, bytes: message.size } as const;
    parts.push({ expects: [quota], placements: [placement], log: [record('ConsegnaCasella', recipient)] });
  }
  if (failures.length > 0 && mayBeTold(mailFrom)) parts.push(await tellSender());
  return joinSteps(...parts);

  function record(event: LogRecord['event'], recipient: string, error?: string): LogRecord {
    const why = error === undefined ? {} : { erroreEsteso: error };
    return { instant: at, point: 'DP', event, mittente: mailFrom, consegna: recipient, ...why, related: [message.id] };
  }

  async function tellSender(): Promise<Step> {
    const length = Math.min(message.size, HEADER_MAX_BYTES);
    const failedHeader = await ports.blobs.bytes(sliceRope(message.rope, 0, length), length);
    const status = buildDeliveryStatus({ to: mailFrom, at, failures, failedHeader }, ports.issuing.issuer, ports);
    const outgoing = { messageId: status.id, mailFrom: '', recipients: [mailFrom], at };
    return { messages: [status], jobs: ports.issuing.jobsToSend(outgoing) };
  }
}
