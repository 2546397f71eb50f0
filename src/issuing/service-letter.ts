import { encodeHeader, encodeQuotedPrintable, hex, ropeLength } from '#mime';
import { type Instant, type Issuer, noReplyAddress, rfc5322Date, TEST_FIELD, TEST_NOTICE } from '#pec';
import type { Digests, Random, StoredMessage } from '#ports';
import { newId } from './identifiers.ts';

export interface ServiceLetter {
  /** One word that begins the Message-ID: what kind of letter it is. */
  readonly kind: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** Lines end in LF. */
  readonly text: string;
  readonly at: Instant;
}

const encoder = new TextEncoder();

/**
 * The provider's own word to people: ordinary text, unsigned, without any field of PEC, so that no program takes it for a receipt.
 * `Auto-Submitted` keeps machines from answering it (RFC 3834 5).
 */
export function buildServiceLetter(
  { kind, to, subject, text, at }: ServiceLetter,
  issuer: Issuer,
  { random, digests }: { readonly random: Random; readonly digests: Digests },
): StoredMessage {
  const header =
    (issuer.isTest ? TEST_FIELD : '') +
    `From: ${noReplyAddress(issuer)}\r\n` +
    `To: ${to.join(',\r\n ')}\r\n` +
    encodeHeader('Subject', subject) +
    `Date: ${rfc5322Date(at)}\r\n` +
    `Message-ID: <${kind}.${at}.${hex(random.bytes(8))}@${issuer.domain}>\r\n` +
    'Auto-Submitted: auto-generated\r\n' +
    'MIME-Version: 1.0\r\n' +
    'Content-Type: text/plain; charset=utf-8\r\n' +
    'Content-Transfer-Encoding: quoted-printable\r\n\r\n';
  const whole = [text, ...(issuer.isTest ? [TEST_NOTICE] : []), issuer.name].join('\n\n');
  const rope = [encoder.encode(header + encodeQuotedPrintable(encoder.encode(`${whole}\n`.replaceAll('\n', '\r\n'))))];
  const hasher = digests.sha256();
  for (const piece of rope) hasher.update(piece);
  return { id: newId(at, random), rope, size: ropeLength(rope), sha256: hex(hasher.digest()) };
}
