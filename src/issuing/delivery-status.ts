import { ascii, encodeHeader, HeaderAndBody, hex, ropeLength } from '#mime';
import { type Instant, type Issuer, rfc5322Date, wire } from '#pec';
import type { Digests, Random, StoredMessage } from '#ports';
import { newId } from './identifiers.ts';

const RETURNED_MAX_BYTES = 65_536;

export interface DeliveryFailure {
  readonly recipient: string;
  /** The peer's words, or ours. */
  readonly reply: string;
  /** RFC 3463 status, e.g. `5.1.1`. */
  readonly status: string;
}

export interface DeliveryStatusInput {
  readonly to: string;
  readonly at: Instant;
  readonly failures: readonly DeliveryFailure[];
  /** The beginning of the message that failed; its header section is returned, never its body. */
  readonly failedHeader: Uint8Array;
}

/**
 * Never to the null sender (RFC 5321 6.1), and never to a provider's service address: what comes from there is a notice, or a
 * forgery of one, and nothing answers a notice (spec 3.8; T148).
 */
export function mayBeTold(reversePath: string): boolean {
  return reversePath !== '' && !reversePath.toLowerCase().startsWith(`${wire.SERVICE_LOCAL_PART}@`);
}

/**
 * An ordinary delivery status notification (RFC 3464) for mail that PEC does not certify: an ordinary recipient that failed
 * for good, or ordinary mail that a mailbox turned away after DATA (spec 8.6, 9.7). It is not a PEC notice and is not signed.
 */
export function buildDeliveryStatus(
  input: DeliveryStatusInput,
  issuer: Issuer,
  ports: { random: Random; digests: Digests },
): StoredMessage {
  const boundary = `----=_dsn_${hex(ports.random.bytes(12))}`;
  const bytes = ascii(
    [
      head(input, issuer, boundary, hex(ports.random.bytes(8))),
      text(input, boundary),
      status(input, issuer, boundary),
    ].join(''),
  );
  const tail = ascii(`\r\n--${boundary}--\r\n`);
  const rope = [bytes, returnedHeader(input.failedHeader), tail];
  const hasher = ports.digests.sha256();
  for (const piece of rope) hasher.update(piece);
  return { id: newId(input.at, ports.random), rope, size: ropeLength(rope), sha256: hex(hasher.digest()) };
}

function head({ to, at }: DeliveryStatusInput, issuer: Issuer, boundary: string, id: string): string {
  return (
    `From: Mail Delivery System <MAILER-DAEMON@${issuer.domain}>\r\n` +
    `To: ${to}\r\n` +
    encodeHeader('Subject', 'Mancato recapito (posta ordinaria)') +
    `Date: ${rfc5322Date(at)}\r\n` +
    `Message-ID: <dsn.${at}.${id}@${issuer.domain}>\r\n` +
    'Auto-Submitted: auto-replied\r\n' +
    'MIME-Version: 1.0\r\n' +
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"\r\n\r\n`
  );
}

function text({ failures }: DeliveryStatusInput, boundary: string): string {
  const lines = failures.map(({ recipient, reply }) => `  ${recipient}: ${oneLine(reply)}\r\n`).join('');
  return (
    `--${boundary}\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n` +
    'Il messaggio non ha potuto essere recapitato ai seguenti indirizzi:\r\n\r\n' +
    `${lines}\r\n` +
    'Questo avviso riguarda la posta ordinaria e non ha valore di ricevuta di posta certificata.\r\n\r\n'
  );
}

function status({ failures }: DeliveryStatusInput, issuer: Issuer, boundary: string): string {
  const groups = failures.map(
    ({ recipient, reply, status }) =>
      `\r\nFinal-Recipient: rfc822; ${recipient}\r\nAction: failed\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; ${oneLine(reply)}\r\n`,
  );
  return (
    `--${boundary}\r\nContent-Type: message/delivery-status\r\n\r\n` +
    `Reporting-MTA: dns; ${issuer.domain}\r\n${groups.join('')}\r\n` +
    `--${boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\n`
  );
}

/** At most 64 KiB of the failed message's header: enough to recognise it. */
function returnedHeader(beginning: Uint8Array): Uint8Array {
  const parts = new HeaderAndBody(RETURNED_MAX_BYTES, () => {});
  parts.push(beginning.subarray(0, RETURNED_MAX_BYTES));
  return parts.header() ?? new Uint8Array();
}

/** A peer's reply as one line of printable ASCII, bounded: it is quoted in a header-like field. */
function oneLine(reply: string): string {
  return reply.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 500);
}
