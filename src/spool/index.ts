/** The spool: the only road between the points. Jobs are rows; memory is only a hint. */
export { nextAttempt } from './retry-times.ts';
export { openSpool, type Spool, type SpoolLimits } from './run-jobs.ts';
export type { HandlerReply, JobHandlers, SpoolPorts } from './spool.ts';
