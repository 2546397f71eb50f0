import { type Signature, signature, type Template, template } from '#contract';
import type { BookPorts } from './book-ports.ts';
import { type Contacts, openContacts } from './contacts.ts';
import { openShelf, type Shelf } from './shelf.ts';
import { openSuggestions, type Suggestions } from './suggestions.ts';

/** What a mailbox keeps for writing. */
export interface AddressBook {
  readonly contacts: Contacts;
  readonly suggestions: Suggestions;
  readonly templates: Shelf<Omit<Template, 'id' | 'version'>>;
  readonly signatures: Shelf<Omit<Signature, 'id' | 'version'>>;
}

const MOST = 200;

export function openAddressBook(ports: BookPorts): AddressBook {
  const contacts = openContacts(ports);
  return {
    contacts,
    suggestions: openSuggestions(contacts, ports),
    templates: openShelf({ kind: 'template', shape: template.omit({ id: true, version: true }), most: MOST }, ports),
    signatures: openShelf({ kind: 'signature', shape: signature.omit({ id: true, version: true }), most: MOST }, ports),
  };
}
