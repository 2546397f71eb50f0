/** The office where holders and programs write: drafts, uploads, what goes out, mail merges, rules. */
export { MERGE } from './merge-card.ts';
export { type DraftBeginning, type OpenWriting, openWriting } from './open-writing.ts';
export { allAwaitingApproval, type Verdict } from './outbox.ts';
export { CLIENT_REF, OUTBOX_KINDS } from './outgoing-card.ts';
export { unreadableWaiting } from './readable-waiting.ts';
export { NOT_SENT } from './told-reasons.ts';
export { waitsForApproval } from './waits-for-approval.ts';
export type { Author, Decided, HandedIn, Handing, Submit, WritingLimits, WritingPorts } from './writing-ports.ts';
