import type { Letter, Preflight, Sentence } from '#contract';
import { domainOf, isAddress, sameAddress } from '#mime';
import type { ProviderIndexView } from '#pec';
import type { Attached } from './attached.ts';
import { checkLetter, largestProduct, mostRecipients, tellFault } from './check-letter.ts';
import { latelyTo } from './lately.ts';
import type { LookAlikes } from './look-alikes.ts';
import type { Author, WritingPorts } from './writing-ports.ts';

type Recipient = Preflight['recipients'][number];
type Warning = { readonly code: string; readonly detail: Sentence; readonly address?: string };

/** Octets that a receipt has besides what it encloses. */
const RECEIPT_BYTES = 9_000;
/** What of a text remains in the breve copy, attachments as digests. */
const BREVE_BYTES = 40_000;
/** Recipients of which the log is asked: of a long list nobody reads each. */
const LOOKED_UP = 50;
const AN_HOUR_MS = 3_600_000;

/** What would happen if this were sent: what is wrong with it, and what each recipient is, gets and gives back. */
export async function preflight(
  author: Author,
  letter: Letter,
  attached: readonly Attached[],
  { ports, lookAlikes }: { readonly ports: WritingPorts; readonly lookAlikes: LookAlikes },
): Promise<Preflight> {
  const { limits, store } = ports;
  const { mailbox } = author.box;
  const index = ports.index();
  const checked = await checkLetter(author, { letter, attached }, ports);
  const recipients = await Promise.all(
    checked.recipients.map((address, at) => aboutRecipient(address, letter, index, at < LOOKED_UP, author, ports)),
  );
  const maxProduct = largestProduct(author, ports);
  const { usedBytes } = await store.mailboxUse(mailbox.id);
  const receiptsBytes =
    sum(recipients.map((one) => receiptBytes(one, letter, checked.size))) + RECEIPT_BYTES + checked.size;
  const freeBytes = Math.max(0, mailbox.quotaBytes - usedBytes);
  const warnings = [
    ...doubledWarnings(letter),
    ...recipients.flatMap((one) => recipientWarnings(one, lookAlikes, index, ports)),
    ...letterWarnings(letter, author),
    ...(receiptsBytes > freeBytes ? [{ code: 'little-room', detail: LITTLE_ROOM }] : []),
    ...(index === undefined ? [{ code: 'no-index', detail: NO_INDEX }] : []),
  ];
  return {
    ok: checked.faults.length === 0,
    faults: checked.faults.map((fault) => tellFault(fault, author.language)),
    warnings: warnings.map((warning) => tellFault(warning, author.language)),
    recipients,
    size: checked.size,
    product: checked.size * checked.recipients.length,
    limits: {
      maxBytes: limits.maxMessageBytes,
      maxRecipients: mostRecipients(author, ports),
      ...(Number.isFinite(maxProduct) && { maxProduct }),
    },
    receiptsBytes,
    freeBytes,
  };
}

async function aboutRecipient(
  address: string,
  { to, receiptType }: Letter,
  index: ProviderIndexView | undefined,
  isLookedUp: boolean,
  { box }: Author,
  ports: WritingPorts,
): Promise<Recipient> {
  const record = index?.recordOfDomain(domainOf(address));
  const isCopy = !to.some((one) => sameAddress(one, address));
  const kind = index === undefined || !isAddress(address) ? 'unknown' : record === undefined ? 'ordinary' : 'certified';
  const isAsked = isLookedUp && isAddress(address);
  const [lately, known] = isAsked
    ? await Promise.all([latelyTo(address, box.mailbox, ports), nameOf(address, ports)])
    : [undefined, undefined];
  return {
    address,
    isCopy,
    kind,
    ...(record && { provider: record.unit === undefined ? record.name : `${record.name} (${record.unit})` }),
    receipts: kind !== 'certified' ? ['none'] : [isCopy ? 'delivery-without-message' : `delivery-${receiptType}`],
    ...(lately && { lately }),
    ...(known !== undefined && { known }),
  };
}

async function nameOf(address: string, { directory }: WritingPorts): Promise<string | undefined> {
  if (!(await directory.holds(address))) return undefined;
  return (await directory.find(address, 5)).find((one) => sameAddress(one.address, address))?.name;
}

/** RFC 6109 3.3.2: who stands in To gives the message back with a receipt that is complete, who is in copy does not. */
function receiptBytes({ kind, isCopy }: Recipient, { receiptType }: Letter, size: number): number {
  if (kind !== 'certified') return 0;
  if (isCopy || receiptType === 'sintetica') return RECEIPT_BYTES;
  return RECEIPT_BYTES + (receiptType === 'completa' ? size : Math.min(size, BREVE_BYTES));
}

function doubledWarnings({ to, cc }: Letter): readonly Warning[] {
  const times = new Map<string, number>();
  for (const address of [...to, ...cc]) times.set(address.toLowerCase(), (times.get(address.toLowerCase()) ?? 0) + 1);
  const doubled = [...times].filter(([, count]) => count > 1).map(([address]) => address);
  return doubled.map((address) => ({ code: 'doubled', address, detail: doubledTold(address) }));
}

function recipientWarnings(
  { address, kind, lately }: Recipient,
  lookAlikes: LookAlikes,
  index: ProviderIndexView | undefined,
  { legalTime }: WritingPorts,
): readonly Warning[] {
  const domain = domainOf(address);
  const like = index === undefined || kind !== 'ordinary' ? undefined : lookAlikes.of(domain);
  const isRecent =
    lately !== undefined && lately.state !== 'delivered' && legalTime.now() - Date.parse(lately.at) < 24 * AN_HOUR_MS;
  return [
    ...(like === undefined ? [] : [{ code: 'looks-like', address, detail: looksLike(address, like) }]),
    ...(kind === 'ordinary' ? [{ code: 'ordinary', address, detail: ordinaryTold(address) }] : []),
    ...(isRecent ? [{ code: 'failed-lately', address, detail: failedLately(address, lately.reason) }] : []),
  ];
}

const ATTACHED_WORDS = /\b(allegat[oaie]|in allegato|attached|attachment|anbei|im anhang|beigefügt)\b/i;

/** A place of a template that nobody filled in. */
const PLACE = /\{\{[^{}\n]{1,60}\}\}/;

function letterWarnings(
  { subject, text, html = '', attachments, to, cc }: Letter,
  { box }: Author,
): readonly Warning[] {
  const own = [...to, ...cc].find((address) => sameAddress(address, box.mailbox.address));
  // Quoted text speaks of other letters' attachments.
  const written = `${subject} ${html === '' ? text.replace(/^>.*$/gm, '') : html.replace(/<blockquote[\s\S]*$/i, '').replace(/<[^>]*>/g, ' ')}`;
  const left = PLACE.exec(written)?.[0];
  return [
    ...(subject.trim() === '' ? [{ code: 'no-subject', detail: NO_SUBJECT }] : []),
    ...(own === undefined ? [] : [{ code: 'own-address', address: own, detail: OWN_ADDRESS }]),
    ...(left === undefined ? [] : [{ code: 'place-left', detail: placeLeft(left.replace(/<[^>]*>/g, '')) }]),
    ...(attachments.length === 0 && ATTACHED_WORDS.test(written)
      ? [{ code: 'nothing-attached', detail: NOTHING_ATTACHED }]
      : []),
  ];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const LITTLE_ROOM: Sentence = {
  it: 'Le ricevute e la copia inviata potrebbero non stare nello spazio che resta nella casella.',
  en: 'The receipts and the sent copy may not fit into the room that is left in the mailbox.',
  de: 'Die Belege und die gesendete Kopie passen vielleicht nicht in den freien Platz des Postfachs.',
};
const NO_INDEX: Sentence = {
  it: 'L’indice dei gestori ora non è disponibile: non si sa quali destinatari siano certificati.',
  en: 'The index of providers is not available now: it is not known which recipients are certified.',
  de: 'Das Verzeichnis der Anbieter ist jetzt nicht verfügbar: welche Empfänger zertifiziert sind, ist unbekannt.',
};
const NO_SUBJECT: Sentence = {
  it: 'Manca l’oggetto.',
  en: 'There is no subject.',
  de: 'Der Betreff fehlt.',
};
const OWN_ADDRESS: Sentence = {
  it: 'Tra i destinatari c’è questa stessa casella.',
  en: 'This same mailbox is among the recipients.',
  de: 'Dieses Postfach selbst ist unter den Empfängern.',
};
const NOTHING_ATTACHED: Sentence = {
  it: 'Il testo parla di un allegato, ma non c’è nessun allegato.',
  en: 'The text speaks of an attachment, but nothing is attached.',
  de: 'Der Text spricht von einem Anhang, es ist aber nichts angehängt.',
};
const placeLeft = (place: string): Sentence => ({
  it: `È rimasto «${place}»: il posto di un modello, che nessuno ha riempito.`,
  en: `“${place}” is left: a place of a template that nobody has filled in.`,
  de: `„${place}“ ist stehen geblieben: eine Stelle einer Vorlage, die niemand ausgefüllt hat.`,
});
const doubledTold = (address: string): Sentence => ({
  it: `${address} è scritto più di una volta: riceverà un solo messaggio.`,
  en: `${address} is written more than once: it will get one message.`,
  de: `${address} steht mehr als einmal da: es erhält eine Nachricht.`,
});
const ordinaryTold = (address: string): Sentence => ({
  it: `${address} non è un indirizzo certificato: non tornerà una ricevuta di consegna.`,
  en: `${address} is not a certified address: no delivery receipt will come back.`,
  de: `${address} ist keine zertifizierte Adresse: es kommt keine Zustellquittung zurück.`,
});
const looksLike = (address: string, like: string): Sentence => ({
  it: `Il dominio di ${address} non è certificato, ma somiglia a ${like}, che lo è: controllare.`,
  en: `The domain of ${address} is not certified, but looks like ${like}, which is: check it.`,
  de: `Die Domain von ${address} ist nicht zertifiziert, sieht aber aus wie ${like}, die es ist: bitte prüfen.`,
});
const failedLately = (address: string, reason = ''): Sentence => {
  const why = reason === '' ? '' : `: ${reason}`;
  return {
    it: `Nelle ultime 24 ore un messaggio a ${address} non è stato consegnato${why}`,
    en: `In the last 24 hours a message to ${address} was not delivered${why}`,
    de: `In den letzten 24 Stunden wurde eine Nachricht an ${address} nicht zugestellt${why}`,
  };
};
