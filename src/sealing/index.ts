/** The office that seals the log: closes its days, signs and time-stamps them, and verifies what was sealed (spec 11.6, 15.3). */
export { type LogState, readState } from './log-state.ts';
export { openSealing, type Sealed, type Sealing } from './seal-due.ts';
export type { SealingPorts } from './sealing-ports.ts';
