import type { Logger } from '#config';
import type { Instant } from '#pec';
import type { LegalTime } from '#ports';

export type Attempt = <T>(what: string, work: () => Promise<T>) => Promise<T>;

/** What lasts is told again after this. */
const AGAIN_MS = 3_600_000;

/**
 * Runs what is tried again and again. A fault is told when it is new and each hour while it lasts, and so is its end: what is tried each
 * second must not fill the disk with its complaints. Rejects with the fault all the same.
 */
export function openAttempts({ log, legalTime }: { readonly log: Logger; readonly legalTime: LegalTime }): Attempt {
  const told = new Map<string, { readonly why: string; readonly at: Instant }>();

  function tell(what: string, fault: unknown): void {
    const why = reasonOf(fault);
    const at = legalTime.now();
    const last = told.get(what);
    if (last?.why === why && Math.abs(at - last.at) < AGAIN_MS) return;
    told.set(what, { why, at });
    log.error({ err: fault, what }, 'a duty failed and will be tried again');
  }

  return async (what, work) => {
    try {
      const result = await work();
      if (told.delete(what)) log.info({ what }, 'a duty that had failed is done again');
      return result;
    } catch (fault) {
      tell(what, fault);
      throw fault;
    }
  };
}

/** What makes it the same fault as before: faults of the disk name files that are called otherwise each time. */
function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  return 'code' in fault && typeof fault.code === 'string' ? fault.code : fault.message;
}

/** Does all of it, one after another: what fails doesn't keep the next from its turn. Rejects with the first fault at the end. */
export async function inTurn(...works: readonly (() => Promise<unknown>)[]): Promise<void> {
  const faults: unknown[] = [];
  for (const work of works) await work().catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw faults[0];
}
