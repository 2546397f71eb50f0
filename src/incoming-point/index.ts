/** The incoming point (RFC 6109 3.2): where messages of other providers, and ordinary mail, come in. */
export { checkRecipient, type RecipientRefusal } from './check-recipient.ts';
export type { Incoming, IncomingPointPorts, ReceiveReply, TrustedWorld } from './incoming.ts';
export { judgeKept } from './judge-kept.ts';
export { receive } from './receive.ts';
export { receiveLocal } from './receive-local.ts';
