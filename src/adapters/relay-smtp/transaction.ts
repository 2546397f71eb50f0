import { DotStuffer } from '#mime';
import type { Blobs, Relay, RelayReply } from '#ports';
import type { Connection } from './open-connection.ts';
import { type Reply, replyText } from './reply-reader.ts';
import type { RelayTimes } from './types.ts';

export type Transaction = Parameters<Relay['send']>[0];

/** Read whole up to here: one write for message, end and the next envelope. */
const WHOLE_MAX = 262_144;
const PATH = /^[\x21-\x3b\x3d\x3f-\x7e]{1,254}$/;

/** Recipients whose addresses cannot be said in SMTP without SMTPUTF8, or would break out of the command. */
export function unspeakable(transaction: Transaction): RelayReply[] | undefined {
  if (transaction.mailFrom !== '' && !PATH.test(transaction.mailFrom)) {
    return answerAll(transaction, 'failed', '553 5.1.7 the sender cannot be written in SMTP');
  }
  if (transaction.recipients.every((recipient) => PATH.test(recipient))) return undefined;
  return answerAll(transaction, 'failed', '553 5.1.3 a recipient of this transaction cannot be written in SMTP');
}

/** What this peer cannot take at all, known from EHLO: no octet is sent. */
export function untakeable(transaction: Transaction, connection: Connection): RelayReply[] | undefined {
  if (transaction.eightBit && !connection.eightBitMime) {
    return answerAll(transaction, 'failed', `554 5.6.3 ${connection.host.name} does not take 8-bit content (8BITMIME)`);
  }
  if (connection.maxBytes && transaction.size > connection.maxBytes) {
    return answerAll(
      transaction,
      'failed',
      `552 5.3.4 ${connection.host.name} takes at most ${connection.maxBytes} octets`,
    );
  }
  return undefined;
}

/** MAIL, one RCPT each, DATA. */
export function envelopeCommands(transaction: Transaction, connection: Connection): string[] {
  const size = connection.maxBytes === undefined ? '' : ` SIZE=${transaction.size}`;
  const body = transaction.eightBit ? ' BODY=8BITMIME' : '';
  return [
    `MAIL FROM:<${transaction.mailFrom}>${size}${body}\r\n`,
    ...transaction.recipients.map((recipient) => `RCPT TO:<${recipient}>\r\n`),
    'DATA\r\n',
  ];
}

/** How the envelope went: who is still in, what is decided for the others, and whether the peer awaits the message. */
export interface EnvelopeOutcome {
  readonly decided: readonly RelayReply[];
  readonly accepted: readonly string[];
  readonly dataOpen: boolean;
}

/** `replies` answer `envelopeCommands`, in order; without pipelining it may end early, at the first MAIL or at the last RCPT. */
export function judgeEnvelope(transaction: Transaction, replies: readonly Reply[]): EnvelopeOutcome {
  const [mail, ...others] = replies;
  const data = others[transaction.recipients.length];
  const dataOpen = data?.code === 354;
  if (!mail || mail.code >= 400) {
    const decided = mail ? transaction.recipients.map((recipient) => judge(recipient, mail)) : [];
    return { decided, accepted: [], dataOpen };
  }
  const decided: RelayReply[] = [];
  const accepted: string[] = [];
  transaction.recipients.forEach((recipient, at) => {
    const reply = others[at];
    if (reply && reply.code < 300) accepted.push(recipient);
    else if (reply) decided.push(judge(recipient, reply));
  });
  if (dataOpen || !data || accepted.length === 0) return { decided, accepted, dataOpen };
  return { decided: [...decided, ...accepted.map((recipient) => judge(recipient, data))], accepted: [], dataOpen };
}

export function judge(recipient: string, reply: Reply): RelayReply {
  const text = replyText(reply);
  if (reply.code >= 200 && reply.code < 300) return { recipient, outcome: 'sent', reply: text };
  // RFC 5321 4.5.3.1.10: 552 to RCPT is an old word for "too many recipients", and means later.
  if (reply.code >= 500 && reply.code !== 552) return { recipient, outcome: 'failed', reply: text };
  if (reply.code === 552 && !/recipient/i.test(text)) return { recipient, outcome: 'failed', reply: text };
  return { recipient, outcome: 'deferred', reply: text };
}

export function answerAll(transaction: Transaction, outcome: 'deferred' | 'failed', reply: string): RelayReply[] {
  return transaction.recipients.map((recipient) => ({ recipient, outcome, reply }));
}

/** A small message at once; undefined when it must be streamed. */
export function wholeMessage(transaction: Transaction, blobs: Blobs): Promise<Uint8Array> | undefined {
  return transaction.size <= WHOLE_MAX ? blobs.bytes(transaction.message, WHOLE_MAX) : undefined;
}

/** Writes the message with its dots stuffed, at the pace of the peer, and returns the octets that end it, unsent. */
export async function writeMessage(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  connection: Connection,
  times: RelayTimes,
): Promise<string> {
  const stuffer = new DotStuffer();
  if (content instanceof Uint8Array) {
    for (const piece of stuffer.push(content)) connection.wire.write(piece);
    return stuffer.end();
  }
  for await (const chunk of content) {
    let room = true;
    for (const piece of stuffer.push(chunk)) room = connection.wire.write(piece);
    if (connection.wire.fault) throw connection.wire.fault;
    if (!room) await connection.wire.drained(times.blockMs);
  }
  return stuffer.end();
}
