/** The message log: what was recorded, judged as an auditor does (spec 15.4). */
export { auditMessage } from './audit-message.ts';
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
