import type { Step } from '#ports';

/**
 * Commits what `make` answers, with whatever else is told of it. Of those who record for the same person one is after the other: what `make`
 * reads, a bound for example, is still so in the commit. It may be asked anew.
 */
export type Recording = (make: () => Promise<Step>) => Promise<unknown>;
