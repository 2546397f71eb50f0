import { messageTreeOf } from '#mime';
import { readDaticert } from '#pec';
import { type CalendarView, readCalendar } from './calendar.ts';
import { type ContactCard, readContacts } from './contact-cards.ts';
import { contentKind, SNIFFED } from './content-kind.ts';
import { daticertRows, type Row } from './daticert-rows.ts';
import { type FoundPart, octetsOf } from './find-part.ts';
import { type InvoiceView, readInvoice } from './invoice.ts';
import { type LetterPorts, type LetterView, viewLetter } from './letter-view.ts';
import { sourceOf } from './octet-source.ts';
import { MAX_OPENED, openSigned } from './open-signed.ts';

/** A part that is read as a form or as a message. */
export type PartReading =
  | { readonly kind: 'message'; readonly letter: LetterView }
  | ({ readonly kind: 'invoice' } & InvoiceView)
  | { readonly kind: 'daticert'; readonly rows: readonly Row[] }
  | ({ readonly kind: 'calendar' } & CalendarView)
  | { readonly kind: 'contacts'; readonly cards: readonly ContactCard[]; readonly isCut: boolean };

/**
 * Reads a part by what it is: an attached message (for which nobody vouches), an invoice, signed or not, certification data, a calendar, contacts. Undefined for
 * everything else.
 */
export async function viewPart(found: FoundPart, path: string, ports: LetterPorts): Promise<PartReading | undefined> {
  if (found.kind === 'mime' && found.part.node.message) {
    const message = { source: found.source, tree: found.part.node.message, prefix: path, isDecoded: false };
    return { kind: 'message', letter: await viewLetter({ message, isCertified: false }, ports) };
  }
  const octets = await octetsOf(found, MAX_OPENED);
  return octets && (await readOctets(octets, path, ports));
}

/** Signed again and again: each layer costs a look at all that is inside of it. */
const MAX_SIGNED = 5;

async function readOctets(
  octets: Uint8Array,
  path: string,
  ports: LetterPorts,
  layer = 0,
): Promise<PartReading | undefined> {
  const kind = contentKind(octets.subarray(0, SNIFFED));
  if (kind === 'invoice') return invoice(octets);
  if (kind === 'daticert') {
    const reading = readDaticert(octets);
    return reading.ok ? { kind: 'daticert', rows: daticertRows(reading.value) } : undefined;
  }
  if (kind === 'calendar') {
    const calendar = readCalendar(octets);
    return calendar && { kind, ...calendar };
  }
  if (kind === 'contacts') {
    const contacts = readContacts(octets);
    return contacts && { kind, ...contacts };
  }
  if (kind === 'message') {
    const message = { source: sourceOf(octets), tree: messageTreeOf(octets), prefix: path, isDecoded: true };
    return { kind: 'message', letter: await viewLetter({ message, isCertified: false }, ports) };
  }
  const content = kind === 'cms' && layer < MAX_SIGNED ? (await openSigned(octets))?.content : undefined;
  return content && (await readOctets(content, `${path}!1`, ports, layer + 1));
}

function invoice(octets: Uint8Array): PartReading | undefined {
  const read = readInvoice(octets);
  return read && { kind: 'invoice', ...read };
}
