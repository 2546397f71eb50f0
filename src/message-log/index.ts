/** The message log: what was recorded, judged as an auditor does (spec 15.4). */
export { type Act, actOf, actRecord } from './acts.ts';
export { auditMessage } from './audit-message.ts';
export { type ChainContext, chainOf } from './chain.ts';
export { type ChainTransition, chainEventsOf, isAfterCursor, readCursor } from './chain-events.ts';
export { chainGlanceOf } from './chain-glance.ts';
export { REASON_CLASSES, type Reason, type ReasonClass, reasonOf } from './chain-reasons.ts';
export { INVARIANTS } from './invariants.ts';
export {
  type ClosedDay,
  closedDay,
  closedDayOctets,
  dayHolding,
  readClosedDayOctets,
  sealedNames,
} from './sealed-log.ts';
export { historiesOf } from './stories.ts';
