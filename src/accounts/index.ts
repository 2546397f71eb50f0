/** Domains, mailboxes, holders: who lives at this provider and what he may do. */
export { type Accounts, type AccountsPorts, isPostmaster, openAccounts } from './accounts.ts';
export { makeAppPassword, type NewAppPassword, readAppPassword } from './app-password.ts';
export {
  type Box,
  type Credentials,
  type Entry,
  type LoginRefusal,
  type Logins,
  type LoginsPorts,
  type LoginUse,
  openLogins,
  type Standing,
  soleBox,
  type VerifyPassword,
} from './logins.ts';
