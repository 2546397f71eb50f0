import { acceptSubmission } from '#access-point';
import type { MemoryPeer } from '#adapters/memory';
import { receiveBody, receivedField } from '#doors/smtp-listener';
import { checkRecipient, receive } from '#incoming-point';
import { newId } from '#issuing';
import { ascii, domainOf, fieldsNamed } from '#mime';
import { rfc5322Date } from '#pec';
import type { Destination, RelayReply } from '#ports';
import { type Found, readFound } from './world-mail.ts';
import type { WorldProcess } from './world-provider.ts';

/** One SMTP transaction as the wire brings it. */
export interface Transaction {
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  readonly message: Uint8Array;
  /** Left out: protected. */
  readonly tls?: boolean;
}

/** A transaction on the wire, as an eavesdropper writes it down. */
export interface OnTheWire extends Transaction {
  readonly from: string;
  readonly destination: Destination;
  readonly at: number;
}

/** What becomes of a transaction: it arrives; it is lost though it was answered 250; it is deferred; it is refused with a reply. */
export type Fate = 'arrives' | 'lost' | 'deferred' | { readonly refused: string };

const MAX_BYTES = 120_000_000;
const MAX_RECEIVED = 51;

/**
 * The reception door without sockets: RCPT by RCPT, then DATA with our trace fields in front, refusals as SMTP gives them
 * (doors/reception and provider/receive-at-door do the same over a connection).
 */
export async function receiveTransaction(
  { mailFrom, recipients, message, tls = true }: Transaction,
  { incomingPoint }: WorldProcess,
  hop: { readonly peer: string; readonly by: string },
): Promise<readonly RelayReply[]> {
  const replies = new Map<string, RelayReply>();
  const taken: string[] = [];
  for (const recipient of recipients) {
    const refusal = await checkRecipient({ mailFrom, recipient }, incomingPoint);
    if (refusal === undefined) taken.push(recipient);
    else replies.set(recipient, failed(recipient, `${refusal.code} ${refusal.enhanced} ${refusal.text}`));
  }
  if (taken.length > 0) {
    const answer = await receiveData();
    for (const recipient of taken) replies.set(recipient, { ...answer, recipient });
  }
  return recipients.map((recipient) => replies.get(recipient)!);

  async function receiveData(): Promise<Omit<RelayReply, 'recipient'>> {
    const { blobs, legalTime, random } = incomingPoint;
    const now = legalTime.now();
    const received = receivedField({ ...hop, protocol: tls ? 'ESMTPS' : 'ESMTP', date: rfc5322Date(now) });
    const taking = await receiveBody(pieces(message), {
      blobs,
      maxBytes: MAX_BYTES,
      trace: ascii(`Return-Path: <${mailFrom}>\r\n${received}`),
      judge: (index) =>
        fieldsNamed(index.root, 'received').length <= MAX_RECEIVED
          ? undefined
          : { code: 554, enhanced: '5.4.6', text: 'mail loop: too many Received fields' },
    });
    if (!taking.ok)
      return { outcome: 'failed', reply: `${taking.reply.code} ${taking.reply.enhanced} ${taking.reply.text}` };
    const { rope, size, sha256, index, headerBytes: header } = taking.body;
    const stored = { id: newId(now, random), rope, size, sha256 };
    const transport = tls ? 'tls' : 'clear';
    const answer = await receive(
      { mailFrom, recipients: taken, message: stored, index, header, peer: hop.peer, transport },
      incomingPoint,
    );
    switch (answer.kind) {
      case 'accepted':
        return { outcome: 'sent', reply: '250 2.6.0 preso in carico' };
      case 'refused':
        return { outcome: 'failed', reply: `${answer.code} ${answer.enhanced} ${answer.text}` };
      case 'later':
        return { outcome: 'deferred', reply: `451 ${answer.text}` };
    }
  }
}

/** The submission door without sockets, after a login of the sender (doors/submission and provider/accept-at-door do the same). */
export async function submitTransaction(
  { mailFrom, recipients, message }: Transaction,
  { accessPoint, accounts, blobs }: WorldProcess,
  { peer, by }: { readonly peer: string; readonly by: string },
): Promise<{ readonly code: number; readonly text: string }> {
  const mailbox = await accounts.mailbox(mailFrom);
  if (mailbox === undefined) throw new Error(`${mailFrom} is not a mailbox of the world`);
  const date = rfc5322Date(accessPoint.legalTime.now());
  const received = receivedField({ peer, by, protocol: 'ESMTPSA', date });
  const taking = await receiveBody(pieces(message), { blobs, maxBytes: MAX_BYTES });
  if (!taking.ok) return taking.reply;
  const { headerBytes: header, ...body } = taking.body;
  return await acceptSubmission({ ...body, mailbox, mailFrom, recipients, header, received, peer }, accessPoint);
}

function failed(recipient: string, reply: string): RelayReply {
  return { recipient, outcome: 'failed', reply };
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

/** The mail servers of the ordinary world: they take everything for their domain but what is said to bounce. */
export interface OrdinaryWorld extends MemoryPeer {
  readonly domain: string;
  /** Addresses that are answered 550. */
  readonly unknown: Set<string>;
  inbox(address: string): Promise<readonly Found[]>;
}

export function openOrdinaryWorld(domain: string): OrdinaryWorld {
  const boxes = new Map<string, Uint8Array[]>();
  const unknown = new Set<string>();
  return {
    domain,
    unknown,
    async receive({ recipients, message }) {
      return recipients.map((recipient) => {
        const address = recipient.toLowerCase();
        if (unknown.has(address) || domainOf(address) !== domain) return failed(recipient, '550 5.1.1 no such user');
        boxes.set(address, [...(boxes.get(address) ?? []), message]);
        return { recipient, outcome: 'sent', reply: '250 ok' };
      });
    },
    inbox: (address) => Promise.all((boxes.get(address.toLowerCase()) ?? []).map(readFound)),
  };
}
