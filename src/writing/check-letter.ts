import type { Language, Sentence } from '#contract';
import { domainOf, indexMime, isAddress, isSlice, type Rope, ropeLength } from '#mime';
import { checkForm, GUARANTEED_BYTES_TIMES_RECIPIENTS, GUARANTEED_RECIPIENTS } from '#pec';
import { composeFor, type FullLetter, recipientsOf } from './compose-for.ts';
import { newSeed } from './letter-store.ts';
import type { Author, WritingPorts } from './writing-ports.ts';

export interface LetterFault {
  readonly code: string;
  readonly detail: Sentence;
  readonly address?: string;
}

export interface Checked {
  readonly faults: readonly LetterFault[];
  readonly recipients: readonly string[];
  /** Octets of the message; 0 when it cannot be composed. */
  readonly size: number;
}

/**
 * All reasons why this letter would not be accepted, together: those of the access point (A4-A11, RFC 6109 3.1.1) in words that say what to do,
 * found before anything is sent. Reads nothing of what is attached.
 */
export async function checkLetter(author: Author, full: FullLetter, ports: WritingPorts): Promise<Checked> {
  const { letter } = full;
  const recipients = recipientsOf(letter);
  const addresses = [...recipients, ...(letter.replyTo === undefined ? [] : [letter.replyTo])];
  const bad = addresses.filter((address) => !isAddress(address));
  const faults: LetterFault[] = bad.map((address) => ({ code: 'bad-address', address, detail: badAddress(address) }));
  if (recipients.length === 0) faults.push({ code: 'no-recipients', detail: NO_RECIPIENTS });
  else if (letter.to.length === 0) faults.push({ code: 'no-to', detail: NO_TO });
  faults.push(...policyFaults(author, recipients, ports));
  if (bad.length > 0) return { faults, recipients, size: 0 };
  const order = { ...full, mailbox: author.box.mailbox, at: ports.legalTime.now(), seed: newSeed(ports) };
  const rope = await composeFor(order, ports);
  const size = ropeLength(rope);
  const limits = limitFaults(size, recipients.length, author, ports);
  const known = faults.length > 0 || limits.length > 0;
  return { faults: [...faults, ...limits, ...(known ? [] : formFaults(author, rope, recipients))], recipients, size };
}

function policyFaults({ box }: Author, recipients: readonly string[], { accounts }: WritingPorts): LetterFault[] {
  const domain = domainOf(box.mailbox.address);
  return recipients
    .filter((address) => !accounts.isAdmitted(domain, address))
    .map((address) => ({ code: 'not-admitted', address, detail: notAdmitted(address) }));
}

function limitFaults(size: number, recipients: number, author: Author, ports: WritingPorts): LetterFault[] {
  const { limits } = ports;
  const maxRecipients = mostRecipients(author, ports);
  const maxProduct = largestProduct(author, ports);
  const faults: LetterFault[] = [];
  if (recipients > maxRecipients)
    faults.push({ code: 'too-many-recipients', detail: tooMany(recipients, maxRecipients) });
  if (size > limits.maxMessageBytes) faults.push({ code: 'too-large', detail: tooLarge(size, limits.maxMessageBytes) });
  else if (size * recipients > maxProduct)
    faults.push({ code: 'product-too-large', detail: productTooLarge(size, recipients, maxProduct) });
  return faults;
}

/** What the provider grants, less where the mailbox or its domain is granted less, never under what is guaranteed (DM article 12). */
export function mostRecipients({ box }: Author, { limits, accounts }: WritingPorts): number {
  const { maxRecipients = limits.maxRecipients } = accounts.sendingLimits(box.mailbox);
  return Math.max(Math.min(limits.maxRecipients, maxRecipients), GUARANTEED_RECIPIENTS);
}

/** The same of the octets of a message times its recipients. */
export function largestProduct({ box }: Author, { limits, accounts }: WritingPorts): number {
  const { maxBytesTimesRecipients = limits.maxBytesTimesRecipients } = accounts.sendingLimits(box.mailbox);
  return Math.max(Math.min(limits.maxBytesTimesRecipients, maxBytesTimesRecipients), GUARANTEED_BYTES_TIMES_RECIPIENTS);
}

/** What the access point's own eye finds in the header we wrote: nothing, unless one of us is wrong. */
function formFaults({ box }: Author, rope: Rope, recipients: readonly string[]): LetterFault[] {
  const head = rope.find((piece) => !isSlice(piece)) as Uint8Array;
  const unlimited = { maxRecipients: Number.POSITIVE_INFINITY, maxBytesTimesRecipients: Number.POSITIVE_INFINITY };
  const { address } = box.mailbox;
  const input = { index: indexMime(head), mailFrom: address, recipients, size: 0, limits: unlimited };
  return checkForm(input).map((text) => ({ code: 'form', detail: { it: text, en: text, de: text } }));
}

/** In the language of who asks. */
export function tellFault({ code, detail, address }: LetterFault, language: Language) {
  return { code, detail: detail[language], ...(address !== undefined && { address }) };
}

const NO_RECIPIENTS: Sentence = {
  it: 'Manca il destinatario.',
  en: 'There is no recipient.',
  de: 'Es fehlt ein Empfänger.',
};
const NO_TO: Sentence = {
  it: 'Almeno un destinatario deve stare nel campo A: la posta certificata non ammette messaggi solo in copia.',
  en: 'At least one recipient must stand in To: certified mail has no messages to copies alone.',
  de: 'Mindestens ein Empfänger muss im Feld An stehen: zertifizierte Post kennt keine Nachrichten nur in Kopie.',
};
const badAddress = (address: string): Sentence => ({
  it: `«${address}» non è un indirizzo valido.`,
  en: `“${address}” is not a valid address.`,
  de: `„${address}“ ist keine gültige Adresse.`,
});
const notAdmitted = (address: string): Sentence => ({
  it: `Da questa casella non si può scrivere a ${address}: il suo canale è chiuso.`,
  en: `This mailbox may not write to ${address}: its channel is closed.`,
  de: `Dieses Postfach darf nicht an ${address} schreiben: sein Kanal ist geschlossen.`,
});
const tooMany = (count: number, max: number): Sentence => ({
  it: `I destinatari sono ${count}: un messaggio ne può avere ${max}. Si può inviare a ciascuno il suo.`,
  en: `There are ${count} recipients: a message may have ${max}. Each can be sent one of his own.`,
  de: `Es sind ${count} Empfänger: eine Nachricht darf ${max} haben. Jedem kann eine eigene gesendet werden.`,
});
const tooLarge = (size: number, max: number): Sentence => ({
  it: `Il messaggio è di ${mb(size)} MB: il massimo è ${mb(max)} MB.`,
  en: `The message has ${mb(size)} MB: the most is ${mb(max)} MB.`,
  de: `Die Nachricht hat ${mb(size)} MB: höchstens ${mb(max)} MB sind erlaubt.`,
});
const productTooLarge = (size: number, count: number, max: number): Sentence => ({
  it: `${mb(size)} MB per ${count} destinatari fanno ${mb(size * count)} MB: il massimo è ${mb(max)} MB. Si può inviare a meno destinatari per volta.`,
  en: `${mb(size)} MB to ${count} recipients make ${mb(size * count)} MB: the most is ${mb(max)} MB. It can be sent to fewer at a time.`,
  de: `${mb(size)} MB an ${count} Empfänger sind ${mb(size * count)} MB: höchstens ${mb(max)} MB sind erlaubt. Es kann an weniger auf einmal gesendet werden.`,
});

function mb(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}
