import { type Accounts, mayReceive } from '#accounts';
import { domainOf } from '#mime';
import type { Mailbox } from '#ports';

/** Why a mailbox can't take a message: what M14 says (RFC 6109 3.3.3; codes of spec 6.4). */
export interface DeliveryError {
  readonly error: 'no-dest' | 'altro';
  readonly code: string;
  readonly description: string;
}

export type Found =
  | { readonly is: 'open'; readonly mailbox: Mailbox }
  | { readonly is: 'closed'; readonly error: DeliveryError };

const UNKNOWN: DeliveryError = { error: 'no-dest', code: '5.1.1', description: 'indirizzo non valido' };
const SUSPENDED: DeliveryError = { error: 'altro', code: '5.2.1', description: 'casella momentaneamente disabilitata' };
const FULL: DeliveryError = {
  error: 'altro',
  code: '5.2.2',
  description: 'ecceduta la quota per la casella del destinatario',
};
/** Local faults lasted as long as the queue's life (RFC 6109 2.2.2). */
export const GIVEN_UP: DeliveryError = {
  error: 'altro',
  code: '5.3.0',
  description: 'il sistema di destinazione non ha potuto consegnare',
};
const NOT_ADMITTED: DeliveryError = {
  error: 'altro',
  code: '5.7.1',
  description: 'la casella appartiene a un canale chiuso e non riceve da questo indirizzo',
};

/** The mailbox of a recipient, or the error that makes delivery impossible (spec 10.4; C25-C27, C48, C51). */
export async function findMailbox(
  { sender, recipient, anomaly = false }: { sender: string; recipient: string; anomaly?: boolean },
  full: ReadonlySet<string>,
  accounts: Accounts,
): Promise<Found> {
  // Refused for want of room, it may as well have been closed since it was read: what the sender is told is true of now.
  const mailbox = await (full.size > 0 ? accounts.mailboxNow(recipient) : accounts.mailbox(recipient));
  if (mailbox === undefined || mailbox.status === 'revoked') return { is: 'closed', error: UNKNOWN };
  // The service mailbox is nobody's to write to (C51), but an anomaly about a provider's notice is for its staff to read (C24).
  if (mailbox.kind === 'service' && !anomaly) return { is: 'closed', error: UNKNOWN };
  if (!accounts.isAdmitted(domainOf(recipient), sender)) return { is: 'closed', error: NOT_ADMITTED };
  if (!mayReceive(mailbox)) return { is: 'closed', error: SUSPENDED };
  if (full.has(mailbox.id)) return { is: 'closed', error: FULL };
  return { is: 'open', mailbox };
}
