/** Domains, mailboxes, holders: who lives at this provider and what he may do. */
export { type Accounts, type AccountsPorts, isPostmaster, openAccounts } from './accounts.ts';
