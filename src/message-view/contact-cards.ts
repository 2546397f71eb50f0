import { type ForeignContact, readVcards } from '#mime';
import { textOfLines } from './read-text.ts';

/** Somebody as a card tells him (RFC 6350). */
export type ContactCard = Pick<ForeignContact, 'name' | 'organisation' | 'addresses' | 'phone' | 'notes'>;

const MAX_OCTETS = 1024 * 1024;
const MAX_CARDS = 50;
const MAX_LINE = 500;
const MAX_NOTES = 5_000;

/** Reads the cards of a file. Undefined when there is none, or when it is too big to be looked at. */
export function readContacts(
  octets: Uint8Array,
): { readonly cards: readonly ContactCard[]; readonly isCut: boolean } | undefined {
  if (octets.length > MAX_OCTETS) return undefined;
  const found = readVcards(textOfLines(octets));
  if (found.length === 0) return undefined;
  const cards = found.slice(0, MAX_CARDS).map(({ name, organisation, addresses, phone, notes }) => ({
    name: name.slice(0, MAX_LINE),
    organisation: organisation.slice(0, MAX_LINE),
    addresses: addresses.slice(0, MAX_CARDS).map(({ address, label }) => ({
      address: address.slice(0, MAX_LINE),
      label: label.slice(0, MAX_LINE),
    })),
    phone: phone.slice(0, MAX_LINE),
    notes: notes.slice(0, MAX_NOTES),
  }));
  return { cards, isCut: found.length > MAX_CARDS };
}
