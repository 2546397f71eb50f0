/** What a mailbox keeps for writing: contacts, groups, templates, signatures, how it writes and whom it tells of new mail. */
export { type AddressBook, openAddressBook } from './address-book.ts';
export type { BookPorts } from './book-ports.ts';
export type { Contacts, Imported, Page } from './contacts.ts';
export { changeNotices, changeSettings, NOTICES, noticesOf, readNotices, readSettings } from './settings.ts';
export { type Kept, openShelf, type Shelf, type ShelfOptions } from './shelf.ts';
export type { Suggestion, Suggestions } from './suggestions.ts';
