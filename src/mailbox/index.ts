/**
 * Folders and their messages: what the points write, and what IMAP, POP3 and later the web share.
 *
 * - looking: `openFolderViews`, `searchFolder`, `readMessages`, `readSummaries`
 * - changing: `appendMessage`, `checkFlags`, names (`canonicalName`, `nameFault`…), `openFolders`, `subscribe`
 * - who may what: `rightsIn`, `readRights`
 * - kept parses: `keepFacts`
 */
export { type Appended, type AppendOrder, type AppendPorts, appendMessage } from './append-message.ts';
export { openFolders, USUAL_FOLDERS } from './default-folders.ts';
export { checkFlags, type FlagCheck, isServersKeyword, SYSTEM_FLAGS, takeableFlags } from './flags.ts';
export type { FolderItem } from './folder-item.ts';
export type { FolderItems } from './folder-items.ts';
export type { FolderLists } from './folder-lists.ts';
export { canonicalName, deletionFault, INBOX, nameFault, RECEIPTS, renamingFault, SENT } from './folder-name.ts';
export type { FolderView } from './folder-view.ts';
export { type FolderViews, type OpenedView, openFolderViews, type ViewsOptions } from './folder-views.ts';
export { type FactsPorts, keepFacts } from './keep-facts.ts';
export { keywordOfLabel, knownKeyword, labelOfKeyword, shortLabel } from './labels.ts';
export type { MailQuery } from './mail-query.ts';
export { expungeInbox, type Maildrop, type MaildropPorts, openMaildrop } from './maildrop.ts';
export { emailId, mailboxId, threadId } from './object-ids.ts';
export { type OpenedMessage, openMessage } from './open-message.ts';
export { placeNotice } from './place-notice.ts';
export { certifiedUpTo, type QuotaReserve } from './quota-reserve.ts';
export { openQuotaWarnings } from './quota-warnings.ts';
export { type ReadPorts, readMessages, type Wanted } from './read-messages.ts';
export { readSummaries, type SummaryPorts } from './read-summaries.ts';
export { recentlySent } from './recently-sent.ts';
export { ALL_RIGHTS, type Granted, readRights, rightsIn, withOldRights } from './rights.ts';
export { type SearchPorts, searchFolder } from './search.ts';
export { subscribe, subscribedNames } from './subscriptions.ts';
export { rangesOf } from './uid-arrays.ts';
