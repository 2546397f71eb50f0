/** What a mailbox keeps for writing: contacts, groups, templates, signatures and how it writes. */
export { type AddressBook, openAddressBook } from './address-book.ts';
export type { BookPorts } from './book-ports.ts';
export type { Contacts, Imported, Page } from './contacts.ts';
export { changeSettings, readSettings } from './settings.ts';
export { type Kept, openShelf, type Shelf, type ShelfOptions } from './shelf.ts';
export type { Suggestion, Suggestions } from './suggestions.ts';
