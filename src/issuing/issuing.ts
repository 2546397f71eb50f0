import { hex } from '#mime';
import {
  buildAnomalyEnvelope,
  buildNotification,
  buildTransportEnvelope,
  type CertifiedFacts,
  type Instant,
  type Issuer,
  type Notification,
  noticeKey,
  type OriginalParts,
  PEC_KEYWORDS,
  wire,
} from '#pec';
import type { LogRecord, Mailbox, NewJob, Placement, SeenKey, Step, StoredMessage } from '#ports';
import { openIdentifiers } from './identifiers.ts';
import { certifiedInLog, type Issued, logIssued } from './log-notice.ts';
import { jobsToSend, type Outgoing, type Routing } from './routing.ts';
import { openSeal, type SealPorts } from './seal.ts';

export interface IssuingPorts extends SealPorts {
  readonly issuer: Issuer;
  readonly routing: Routing;
  /** Name of this process inside the provider, part of each identificativo. */
  readonly node: string;
}

/** Where a notice goes: straight into a mailbox held here, or to an address by the spool. */
export type NoticeRoute = { readonly mailbox: Pick<Mailbox, 'id' | 'receiptsFolder'> } | { readonly address: string };

export interface NoticeOrder {
  readonly point: LogRecord['point'];
  readonly facts: CertifiedFacts;
  readonly at: Instant;
  readonly notification: Notification;
  readonly route: NoticeRoute;
  /** Key under which the notice is issued only once ever, and its octets are kept. */
  readonly once: string;
}

export interface EnvelopeOrder {
  readonly facts: CertifiedFacts;
  readonly at: Instant;
  readonly original: OriginalParts;
  readonly inherited: Uint8Array;
}

export type AnomalyOrder = Omit<Parameters<typeof buildAnomalyEnvelope>[0], 'issuer' | 'boundarySeed'>;

/** A message made, and everything a step must record about it. */
export interface IssuedPart {
  readonly message: StoredMessage;
  readonly part: Step;
}

/** The only place that issues: builds, signs, and says what the step must hold. It commits nothing itself. */
export interface Issuing {
  readonly issuer: Issuer;
  newIdentificativo(at: Instant): string;
  issueNotice(order: NoticeOrder): Promise<IssuedPart>;
  issueEnvelope(order: EnvelopeOrder): Promise<IssuedPart>;
  issueAnomaly(input: AnomalyOrder): Promise<StoredMessage>;
  jobsToSend(outgoing: Outgoing): readonly NewJob[];
}

export function openIssuing(ports: IssuingPorts): Issuing {
  const { issuer, random, routing } = ports;
  const seal = openSeal(ports);
  const boundarySeed = () => hex(random.bytes(12));
  return {
    issuer,
    newIdentificativo: openIdentifiers(issuer.domain, ports.node, random),
    jobsToSend: (outgoing) => jobsToSend(outgoing, routing, random),

    async issueNotice({ point, facts, at, notification, route, once }) {
      const unsigned = buildNotification({ issuer, facts, at, boundarySeed: boundarySeed(), notification });
      const { number } = notification;
      const message = await seal(number, unsigned, at);
      const issued = {
        number,
        point,
        at,
        facts,
        messageId: unsigned.messageId,
        stored: message,
      };
      const seen: SeenKey[] = [{ key: once, sha256: message.sha256, messageId: message.id }];
      const log = [{ ...logIssued(issuer, issued), ...certifiedInLog(unsigned.daticert, notification) }];
      const sent = 'mailbox' in route ? { placements: [placed(route.mailbox, issued)] } : { jobs: send(route.address) };
      return { message, part: { messages: [message], seen, log, ...sent } };

      function send(address: string): readonly NewJob[] {
        const about = {
          notice: notification.number,
          identificativo: facts.identificativo,
          eightBit: unsigned.eightBit,
        };
        const outgoing = {
          messageId: message.id,
          mailFrom: issuer.serviceAddress,
          recipients: [address],
          at,
          ...about,
        };
        return jobsToSend(outgoing, routing, random);
      }
    },

    async issueEnvelope({ facts, at, original, inherited }) {
      const unsigned = buildTransportEnvelope({ issuer, facts, at, boundarySeed: boundarySeed(), original, inherited });
      const message = await seal('M4', unsigned, at);
      const issued = {
        number: 'M4' as const,
        point: 'AP' as const,
        at,
        facts,
        messageId: unsigned.messageId,
        stored: message,
      };
      const recipients = facts.recipients.map((recipient) => recipient.address);
      const about = { notice: 'M4' as const, identificativo: facts.identificativo, eightBit: unsigned.eightBit };
      const outgoing = { messageId: message.id, mailFrom: facts.sender, recipients, at, ...about };
      const log = [{ ...logIssued(issuer, issued), tipo: TRANSPORT, tipoRicevuta: facts.receiptType }];
      return { message, part: { messages: [message], log, jobs: jobsToSend(outgoing, routing, random) } };
    },

    async issueAnomaly(input) {
      return await seal('M6', buildAnomalyEnvelope({ issuer, boundarySeed: boundarySeed(), ...input }), input.at);
    },
  };
}

/** daticert `tipo` of a transport envelope. */
const TRANSPORT = wire.TRASPORTO.postaCertificata;

/** Where its holder wants receipts, with the keywords of its number and the message it is about (RFC 8474 5.2). */
function placed(
  { id, receiptsFolder = 'INBOX' }: Pick<Mailbox, 'id' | 'receiptsFolder'>,
  { number, facts, stored, at }: Issued,
): Placement {
  const { identificativo: thread } = facts;
  const flags = PEC_KEYWORDS[number];
  return {
    mailbox: id,
    folder: receiptsFolder,
    messageId: stored.id,
    size: stored.size,
    internalDate: at,
    flags,
    thread,
  };
}

/**
 * A message as keys name it. Whoever got an identificativo can write it on an envelope of his own, and his provider can sign that; the
 * sender he cannot take (ADR 6), and so never stands in the way of the message it was made for.
 */
type Certified = Pick<CertifiedFacts, 'identificativo' | 'sender'>;

/** The key under which this provider issues one notice for one recipient, once (spec 9.8, design invariant 3). */
export function issueKey(issuer: Issuer, number: Notification['number'], about: Certified, recipient: string): string {
  return `emesso ${noticeKey(issuer.domain, number, about.identificativo, recipient)} ${about.sender.toLowerCase()}`;
}

/** The key of the one outcome a recipient may have at the delivery point: a delivery receipt or M14, never both (T106). */
export function outcomeKey({ identificativo, sender }: Certified, recipient: string): string {
  return `esito ${identificativo} ${recipient.toLowerCase()} ${sender.toLowerCase()}`;
}
