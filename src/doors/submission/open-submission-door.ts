import { type LoginBrakeLimits, loginBrake } from '#doors/brakes';
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
import { domainOf, sameAddress } from '#mime';
import type { Blobs, Monotonic } from '#ports';

/** One message a holder hands in, as the access point gets it. */
export interface Submission<Account> extends ReceivedBody {
  readonly account: Account;
  /** One of the account's own addresses, as written. */
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  /** Our own trace field for this hop, with its CRLF (RFC 5321 4.4); stands on the envelope (T37), not in the original. */
  readonly receivedField: string;
  readonly peer: string;
}

export type SubmissionLogin<Account> = { readonly ok: true; readonly account: Account } | { readonly ok: false };

export interface SubmissionDoorOptions<Account> {
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
  readonly brake?: Partial<LoginBrakeLimits>;
  readonly blobs: Blobs;
  readonly monotonic: Monotonic;
  /** RFC 5322 date of legal time, now. */
  date(): string;
  login(user: string, password: string, peer: string): Promise<SubmissionLogin<Account>>;
  /** The addresses this account may write from. */
  ownAddresses(account: Account): Promise<readonly string[]> | readonly string[];
  /** Is this a PEC domain of ours? Lower case. */
  isOurDomain(domain: string): Promise<boolean> | boolean;
  /** Asked at MAIL: a reply puts the holder off, undefined lets him write. */
  putOff?(account: Account): SmtpReply | undefined;
  /** The office. A 250 is sent only with what it returns; its text carries the identificativo. */
  accept(submission: Submission<Account>): Promise<SmtpReply>;
  onFault?(fault: Error): void;
}

const WRONG: SmtpReply = { code: 535, enhanced: '5.7.8', text: 'user name or password is wrong' };
const BRAKED: SmtpReply = { code: 454, enhanced: '4.7.0', text: 'too many failed logins, try again later' };
const NOT_YOURS: SmtpReply = { code: 553, enhanced: '5.7.1', text: 'the sender is not an address of this account' };
const NOT_OURS: SmtpReply = { code: 550, enhanced: '5.7.1', text: 'the domain of the sender is not served here' };
const NO_DOMAIN: SmtpReply = { code: 553, enhanced: '5.1.3', text: 'a recipient needs a domain' };

/** The access point's SMTP door: message submission inside TLS after a login (RFC 6409; RFC 6109 5.2, 5.3; T01-T03). */
export function openSubmissionDoor<Account>(options: SubmissionDoorOptions<Account>): Promise<SmtpListener> {
  const brake = loginBrake(options.monotonic, options.brake);
  return listenSmtp<Account>({
    ...options,
    handlers: {
      async login(user, password, session) {
        const result = await brake.attempt(session.peer, user, () => options.login(user, password, session.peer));
        return result?.ok ? result : { ok: false, reply: result ? WRONG : BRAKED };
      },
      mailFrom: (address, session) => refuseSender(options, address, session),
      recipient: async (address) => (address.includes('@') ? undefined : NO_DOMAIN),
      message: (body, envelope, session) => takeSubmission(options, body, envelope, session),
    },
  });
}

async function refuseSender<Account>(
  options: SubmissionDoorOptions<Account>,
  address: string,
  session: SmtpSession<Account>,
): Promise<SmtpReply | undefined> {
  const own = await options.ownAddresses(accountOf(session));
  if (!own.some((each) => sameAddress(each, address))) return NOT_YOURS;
  if (!(await options.isOurDomain(domainOf(address)))) return NOT_OURS;
  return options.putOff?.(accountOf(session));
}

async function takeSubmission<Account>(
  options: SubmissionDoorOptions<Account>,
  source: AsyncIterable<Uint8Array>,
  envelope: SmtpEnvelope,
  session: SmtpSession<Account>,
): Promise<SmtpReply> {
  const taken = await receiveBody(source, options);
  if (!taken.ok) return taken.reply;
  const { peer, protocol } = session;
  return options.accept({
    ...taken.body,
    ...envelope,
    account: accountOf(session),
    peer,
    receivedField: receivedField({ peer, protocol, by: options.heloName, date: options.date() }),
  });
}

function accountOf<Account>(session: SmtpSession<Account>): Account {
  if (!('account' in session)) throw new Error('a mail command reached the submission door before a login');
  return session.account as Account;
}
