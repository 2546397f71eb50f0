/** Domains, mailboxes, holders: who lives at this provider and what he may do. */
export {
  type Accounts,
  type AccountsPorts,
  isPostmaster,
  mayReceive,
  openAccounts,
  type SendingLimits,
} from './accounts.ts';
export { makeAppPassword, type NewAppPassword, readAppPassword } from './app-password.ts';
export { mayApprove, needsApproval } from './approval.ts';
export { type Foundation, foundProvider } from './found-provider.ts';
export { FROZEN_REPLY, frozenRefusal } from './frozen.ts';
export {
  type Box,
  type Credentials,
  type Entry,
  type LoginRefusal,
  type Logins,
  type LoginsPorts,
  type LoginUse,
  openLogins,
  passwordMarkOf,
  type Standing,
  soleBox,
  type VerifyPassword,
} from './logins.ts';
