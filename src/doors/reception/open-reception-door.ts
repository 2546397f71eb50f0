import {
  listenSmtp,
  type ReceivedBody,
  receiveBody,
  receivedField,
  type SmtpLimits,
  type SmtpListener,
  type SmtpReply,
  type SmtpSession,
} from '#doors/smtp-listener';
import { ascii, fieldsNamed, type MimeIndex } from '#mime';
import type { Blobs } from '#ports';

/** Who is sending. */
export interface ReceptionPeer {
  /** IP address. */
  readonly peer: string;
  readonly helo: string;
  /** Recorded for each transaction (RFC 6109 5.3). */
  readonly tls: boolean;
}

/**
 * One message from another server, as the incoming point gets it. It begins with our own trace fields, before everything that was
 * signed (RFC 5321 4.4).
 */
export interface Reception extends ReceivedBody, ReceptionPeer {
  /** Empty for the null sender. */
  readonly mailFrom: string;
  readonly recipients: readonly string[];
}

export interface ReceptionDoorOptions {
  readonly listen: { readonly host: string; readonly port: number };
  /** PEM. */
  readonly tls: { readonly key: string; readonly cert: string };
  readonly heloName: string;
  /** Who `RCPT TO:<postmaster>`, the one address without a domain, is (RFC 5321 4.5.1). */
  readonly postmaster: string;
  readonly maxBytes: number;
  /** Per transaction; the peer sends the others in a further one (RFC 5321 4.5.3.1.10). At least 100. */
  readonly maxRecipients: number;
  readonly limits?: Partial<SmtpLimits>;
  readonly blobs: Blobs;
  /** RFC 5322 date of legal time, now. */
  date(): string;
  /** Undefined accepts. */
  recipient(mailFrom: string, recipient: string, peer: ReceptionPeer): Promise<SmtpReply | undefined>;
  /** The office. A 250 is sent only with what it returns. */
  receive(message: Reception): Promise<SmtpReply>;
  onFault?(fault: Error): void;
}

/** A message that has gone round more often than this is in a loop (spec 9.8, T91). */
const MAX_RECEIVED = 50;
/** Ours stands among them. */
const OWN_RECEIVED = 1;

/** The incoming point's SMTP door: STARTTLS announced, clear connections taken too, for ordinary mail (RFC 6109 5.3, T64). */
export function openReceptionDoor(options: ReceptionDoorOptions): Promise<SmtpListener> {
  return listenSmtp<never>({
    ...options,
    mode: 'starttls',
    handlers: {
      mailFrom: async () => undefined,
      recipient: (address, mailFrom, session) => {
        // RFC 5321 4.5.1: the one address that needs no domain.
        const recipient = address.includes('@') ? address : options.postmaster;
        return options.recipient(mailFrom, recipient, describe(session));
      },
      async message(source, envelope, session) {
        const { helo, peer, protocol } = session;
        const received = receivedField({ helo, peer, protocol, by: options.heloName, date: options.date() });
        const trace = ascii(`Return-Path: <${envelope.mailFrom}>\r\n${received}`);
        const taken = await receiveBody(source, { ...options, trace, judge: refuseLoop });
        if (!taken.ok) return taken.reply;
        return options.receive({
          ...taken.body,
          mailFrom: envelope.mailFrom,
          recipients: envelope.recipients.map((to) => (to.includes('@') ? to : options.postmaster)),
          ...describe(session),
        });
      },
    },
  });
}

function refuseLoop(index: MimeIndex): SmtpReply | undefined {
  if (fieldsNamed(index.root, 'received').length <= MAX_RECEIVED + OWN_RECEIVED) return undefined;
  return { code: 554, enhanced: '5.4.6', text: 'mail loop: too many Received fields' };
}

function describe(session: SmtpSession<never>): ReceptionPeer {
  return { peer: session.peer, helo: session.helo, tls: session.tls };
}
