/** A team in one mailbox: who works there, who is in charge of what, who may send, who saw what. */
export { type Access, type Accesses, type AccessesPorts, openAccesses } from './accesses.ts';
export { type ApprovalDigestPorts, openApprovalDigest } from './approval-digest.ts';
export { CHARGE, type Charge, type ChargeAbout, mailboxOfCharge } from './charge-card.ts';
export { type Charges, type ChargesPorts, type ChargeWish, openCharges } from './charges.ts';
export { type Delegate, type Delegates, type DelegatesPorts, type DelegateWish, openDelegates } from './delegates.ts';
export { type DeskPage, type DeskQuery, readDesk } from './desk.ts';
export { mayNotApprove } from './refusals.ts';
export { type Opened, openThreads, type Threads, type ThreadsPorts } from './threads.ts';
