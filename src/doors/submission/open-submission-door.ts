import type { LoginBrake } from '#doors/brakes';
import {
  listenSmtp,
  type ReceivedBody,
  receiveBody,
  receivedField,
  type SmtpEnvelope,
  type SmtpLimits,
  type SmtpListener,
  type SmtpReply,
  type SmtpSession,
} from '#doors/smtp-listener';
import { domainOf } from '#mime';
import type { Blobs } from '#ports';

/** One message a holder hands in, as the access point gets it. */
export interface Submission<Account, Sender> extends ReceivedBody {
  /** Who logged in. */
  readonly account: Account;
  /** Whose message it is: what `senderFor` answered. */
  readonly sender: Sender;
  /** An address of the sender, as written. */
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  /** Our own trace field for this hop, with its CRLF (RFC 5321 4.4); stands on the envelope (T37), not in the original. */
  readonly receivedField: string;
  readonly peer: string;
}

export type SubmissionLogin<Account> =
  | { readonly ok: true; readonly account: Account }
  /** `text` is told to the peer; `isKnown`: the password was right, but does not open this door. */
  | { readonly ok: false; readonly text?: string; readonly isKnown?: boolean };

export interface SubmissionDoorOptions<Account, Sender> {
  readonly listen: { readonly host: string; readonly port: number };
  /** PEM. */
  readonly tls: { readonly key: string; readonly cert: string };
  /** 587 or 465 style (RFC 8314). */
  readonly mode: 'starttls' | 'implicit';
  readonly heloName: string;
  /** Over it 552 and no notice (T15). */
  readonly maxBytes: number;
  readonly maxRecipients: number;
  readonly limits?: Partial<SmtpLimits>;
  /** Shared with the other doors. */
  readonly brake: LoginBrake;
  readonly blobs: Blobs;
  /** RFC 5322 date of legal time, now. */
  date(): string;
  login(user: string, password: string, peer: string): Promise<SubmissionLogin<Account>>;
  /** Whose message it is when this account writes from this address; undefined when it may not. Asked anew for each message. */
  senderFor(account: Account, address: string): Promise<Sender | undefined> | Sender | undefined;
  /** Is this a PEC domain of ours? Lower case. */
  isOurDomain(domain: string): Promise<boolean> | boolean;
  /** Asked at MAIL: a reply puts the holder off, undefined lets him write. */
  putOff?(sender: Sender): SmtpReply | undefined;
  /** The office. A 250 is sent only with what it returns; its text carries the identificativo. */
  accept(submission: Submission<Account, Sender>): Promise<SmtpReply>;
  onFault?(fault: Error): void;
}

const WRONG: SmtpReply = { code: 535, enhanced: '5.7.8', text: 'user name or password is wrong' };
const BRAKED: SmtpReply = { code: 454, enhanced: '4.7.0', text: 'too many failed logins, try again later' };
const NOT_YOURS: SmtpReply = { code: 553, enhanced: '5.7.1', text: 'you may not write from this address' };
const NOT_OURS: SmtpReply = { code: 550, enhanced: '5.7.1', text: 'the domain of the sender is not served here' };
const NO_DOMAIN: SmtpReply = { code: 553, enhanced: '5.1.3', text: 'a recipient needs a domain' };

/** The access point's SMTP door: message submission inside TLS after a login (RFC 6409; RFC 6109 5.2, 5.3; T01-T03). */
export function openSubmissionDoor<Account, Sender>(
  options: SubmissionDoorOptions<Account, Sender>,
): Promise<SmtpListener> {
  return listenSmtp<Account>({
    ...options,
    handlers: {
      async login(user, password, { peer }) {
        const result = await options.brake.attempt(peer, user, () => options.login(user, password, peer));
        if (result === undefined) return { ok: false, reply: BRAKED };
        return result.ok ? result : { ok: false, reply: { ...WRONG, text: result.text ?? WRONG.text } };
      },
      mailFrom: (address, session) => refuseSender(options, address, session),
      recipient: async (address) => (address.includes('@') ? undefined : NO_DOMAIN),
      message: (body, envelope, session) => takeSubmission(options, body, envelope, session),
    },
  });
}

async function refuseSender<Account, Sender>(
  options: SubmissionDoorOptions<Account, Sender>,
  address: string,
  session: SmtpSession<Account>,
): Promise<SmtpReply | undefined> {
  const sender = await options.senderFor(accountOf(session), address);
  if (sender === undefined) return NOT_YOURS;
  if (!(await options.isOurDomain(domainOf(address)))) return NOT_OURS;
  return options.putOff?.(sender);
}

async function takeSubmission<Account, Sender>(
  options: SubmissionDoorOptions<Account, Sender>,
  source: AsyncIterable<Uint8Array>,
  envelope: SmtpEnvelope,
  session: SmtpSession<Account>,
): Promise<SmtpReply> {
  const taken = await receiveBody(source, options);
  if (!taken.ok) return taken.reply;
  const account = accountOf(session);
  const sender = await options.senderFor(account, envelope.mailFrom);
  if (sender === undefined) return NOT_YOURS;
  const { peer, protocol } = session;
  return options.accept({
    ...taken.body,
    ...envelope,
    account,
    sender,
    peer,
    receivedField: receivedField({ peer, protocol, by: options.heloName, date: options.date() }),
  });
}

function accountOf<Account>(session: SmtpSession<Account>): Account {
  if (!('account' in session)) throw new Error('a mail command reached the submission door before a login');
  return session.account as Account;
}
