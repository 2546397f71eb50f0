import { type Instant, type MessageNumber, PEC_KEYWORDS } from '#pec';
import type { LogRecord, Mailbox, Placement, Step, StoredMessage } from '#ports';

export interface NoticePlacement {
  readonly number: MessageNumber;
  readonly message: StoredMessage;
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  readonly identificativo: string;
  readonly at: Instant;
}

/**
 * A correct receipt or notice, unmodified, to the holder or to the service mailbox (RFC 6109 2.2.3). It makes no receipt, and
 * when it cannot be delivered no notice: notices never answer notices (C49, T148). A full or suspended mailbox still gets it,
 * since it proves what its holder sent (ADR 5). It goes to the folder its holder chose for receipts.
 */
export async function placeNotice(
  order: NoticePlacement,
  findMailbox: (address: string) => Promise<Mailbox | undefined>,
): Promise<Step> {
  const { number, message, identificativo, at } = order;
  const placements: Placement[] = [];
  const log: LogRecord[] = [];
  for (const recipient of order.recipients) {
    const mailbox = await findMailbox(recipient);
    if (mailbox === undefined || mailbox.status === 'revoked') {
      log.push(record('ConsegnaImpossibile', recipient, order));
      continue;
    }
    placements.push({
      mailbox: mailbox.id,
      folder: mailbox.receiptsFolder ?? 'INBOX',
      messageId: message.id,
      size: message.size,
      internalDate: at,
      flags: PEC_KEYWORDS[number],
      thread: identificativo,
    });
    log.push(record(mailbox.kind === 'service' ? 'ConsegnaServizio' : 'ConsegnaCasella', recipient, order));
  }
  return { placements, log };
}

function record(
  event: LogRecord['event'],
  recipient: string,
  { message, mailFrom, identificativo, at }: NoticePlacement,
): LogRecord {
  const { id, size } = message;
  return {
    instant: at,
    point: 'DP',
    event,
    identificativo,
    mittente: mailFrom,
    consegna: recipient,
    size,
    related: [id],
  };
}
