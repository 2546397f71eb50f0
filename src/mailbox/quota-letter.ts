import { encodeHeader, encodeQuotedPrintable, hex, ropeLength } from '#mime';
import { type Instant, type Issuer, noReplyAddress, rfc5322Date, TEST_FIELD, TEST_NOTICE } from '#pec';
import type { Digests, Mailbox, Random, StoredMessage } from '#ports';
import type { QuotaLevel } from './quota-level.ts';

export interface QuotaLetter {
  /** StoredMessage id. */
  readonly id: string;
  readonly mailbox: Mailbox;
  readonly level: QuotaLevel;
  readonly usedBytes: number;
  /** Octets behind the quota that certified mail may fill. */
  readonly reserveBytes: number;
  readonly at: Instant;
}

const encoder = new TextEncoder();

/**
 * The provider's word to a holder that his mailbox fills: ordinary text, unsigned, without any field of PEC,
 * so that no program takes it for a receipt. `Auto-Submitted` keeps machines from answering it (RFC 3834 5).
 */
export function buildQuotaLetter(
  letter: QuotaLetter,
  issuer: Issuer,
  { random, digests }: { random: Random; digests: Digests },
): StoredMessage {
  const header =
    (issuer.isTest ? TEST_FIELD : '') +
    `From: ${noReplyAddress(issuer)}\r\n` +
    `To: ${letter.mailbox.address}\r\n` +
    encodeHeader('Subject', SUBJECTS[letter.level]) +
    `Date: ${rfc5322Date(letter.at)}\r\n` +
    `Message-ID: <spazio.${letter.at}.${hex(random.bytes(8))}@${issuer.domain}>\r\n` +
    'Auto-Submitted: auto-generated\r\n' +
    'MIME-Version: 1.0\r\n' +
    'Content-Type: text/plain; charset=utf-8\r\n' +
    'Content-Transfer-Encoding: quoted-printable\r\n\r\n';
  const text = [italian(letter), english(letter), ...(issuer.isTest ? [TEST_NOTICE] : []), issuer.name].join('\n\n');
  const rope = [encoder.encode(header + encodeQuotedPrintable(encoder.encode(`${text}\n`.replaceAll('\n', '\r\n'))))];
  const hasher = digests.sha256();
  for (const piece of rope) hasher.update(piece);
  return { id: letter.id, rope, size: ropeLength(rope), sha256: hex(hasher.digest()) };
}

const SUBJECTS: Readonly<Record<QuotaLevel, string>> = {
  80: "Avviso di servizio: la casella è piena all'80 % / Mailbox 80 % full",
  90: 'Avviso di servizio: la casella è piena al 90 % / Mailbox 90 % full',
  100: 'Avviso di servizio: la casella è piena / Mailbox full',
};

function italian({ mailbox, level, usedBytes, reserveBytes }: QuotaLetter): string {
  const size = (octets: number) => inUnits(octets).replace('.', ',');
  const state = `La casella ${mailbox.address} occupa ${size(usedBytes)} dei ${size(mailbox.quotaBytes)} concessi.`;
  const full = level === 100 ? 'Lo spazio concesso è esaurito:' : 'Quando lo spazio concesso sarà esaurito:';
  return `Gentile titolare,

${state}

${full}
- la posta certificata in arrivo è ancora consegnata in una riserva di ${size(reserveBytes)};
- esaurita anche la riserva, i messaggi in arrivo non sono consegnati: il mittente
  riceve un avviso di mancata consegna e qui non ne resta copia;
- la posta ordinaria è respinta, e i programmi di posta non possono più salvare messaggi;
- l'invio resta possibile, e le ricevute di quanto inviato sono sempre consegnate.

Per fare spazio: scaricare o esportare i messaggi da conservare, cancellare quelli
che non servono e vuotare il cestino; oppure chiedere al gestore uno spazio maggiore.

Questo è un avviso di servizio del gestore: non è una ricevuta di posta elettronica
certificata e non richiede risposta.`;
}

function english({ mailbox, level, usedBytes, reserveBytes }: QuotaLetter): string {
  const state = `The mailbox ${mailbox.address} uses ${inUnits(usedBytes)} of the ${inUnits(mailbox.quotaBytes)} granted.`;
  const full = level === 100 ? 'The space granted is used up:' : 'When the space granted is used up:';
  return `-----

${state}

${full}
- certified mail that comes in is still delivered, into a reserve of ${inUnits(reserveBytes)};
- when the reserve is full too, messages are not delivered: their sender gets a notice of
  non-delivery, and no copy is kept here;
- ordinary mail is refused, and mail programs cannot save messages any more;
- sending still works, and the receipts for what was sent are always delivered.

To make room: download or export what is to be kept, delete what is not, and empty the
trash; or ask the provider for more space.

This is a service notice of the provider: it is no receipt of certified e-mail and needs
no answer.`;
}

/** Of a small mailbox megabytes would say that it uses 0.0 of 0.0. */
function inUnits(octets: number): string {
  return octets < 1_048_576 ? `${Math.ceil(octets / 1_024)} KB` : `${(octets / 1_048_576).toFixed(1)} MB`;
}
