/** The door at which a provider can be held to its log: signed heads, proofs, and what it saw of others (docs/sealed-log.md). */
export type { LogHeadsPorts } from './log-heads-ports.ts';
export { type LogHeadsDoorOptions, openLogHeadsDoor } from './open-log-heads-door.ts';
