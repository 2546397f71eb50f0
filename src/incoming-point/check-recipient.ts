import { isPostmaster, mayReceive } from '#accounts';
import { domainOf } from '#mime';
import type { IncomingPointPorts } from './incoming.ts';

export interface RecipientRefusal {
  readonly code: 550 | 554;
  readonly enhanced: string;
  readonly text: string;
}

export interface RecipientQuestion {
  /** Empty for the null reverse path. */
  readonly mailFrom: string;
  readonly recipient: string;
  /** False once it is known that no provider signed the message; undefined at RCPT, when nobody can know. */
  readonly signed?: false;
}

const UNKNOWN = { code: 550, enhanced: '5.1.1', text: 'indirizzo non valido' } as const;
const NOT_CERTIFIED =
  'Messaggio rifiutato dal sistema. Indirizzo destinatario non abilitato alla ricezione di posta non certificata';

/**
 * Whether a transaction may name this recipient (spec 9.1, 9.7). A sender in a provider's domain is let through: unknown
 * boxes are then answered by M14, not by SMTP. Undefined = yes.
 */
export async function checkRecipient(
  { mailFrom, recipient, signed }: RecipientQuestion,
  ports: Pick<IncomingPointPorts, 'accounts' | 'trust' | 'legalTime'>,
): Promise<RecipientRefusal | undefined> {
  const { accounts, trust } = ports;
  const domain = domainOf(recipient);
  if (!accounts.isOwnDomain(domain))
    return { code: 550, enhanced: '5.7.1', text: 'dominio non gestito da questo gestore' };
  const maybeCertified = signed === undefined && trust.index()?.recordOfDomain(domainOf(mailFrom)) !== undefined;
  if (maybeCertified) return undefined;

  const mailbox = await accounts.mailbox(recipient);
  if (mailbox === undefined || mailbox.status === 'revoked') return UNKNOWN;
  if (mailbox.kind === 'service') return isPostmaster(recipient) ? undefined : UNKNOWN;
  if (!mayReceive(mailbox)) return { code: 550, enhanced: '5.2.1', text: 'casella sospesa' };
  if (!accounts.isAdmitted(domain, mailFrom)) {
    return {
      code: 554,
      enhanced: '5.7.1',
      text: 'la casella appartiene a un canale chiuso e non riceve da questo indirizzo',
    };
  }
  const policy = accounts.ordinaryMail(mailbox);
  if (policy.kind === 'refuse' && (policy.from ?? 0) <= ports.legalTime.now()) {
    return { code: 554, enhanced: '5.7.1', text: policy.text ?? NOT_CERTIFIED };
  }
  return undefined;
}

/** The ordinary address that gets the ordinary mail of this recipient; undefined: it is placed in his mailbox. */
export async function forwardedTo(
  recipient: string,
  { accounts }: Pick<IncomingPointPorts, 'accounts'>,
): Promise<string | undefined> {
  const mailbox = await accounts.mailbox(recipient);
  const policy = mailbox && accounts.ordinaryMail(mailbox);
  return policy?.kind === 'forward' ? policy.to : undefined;
}
