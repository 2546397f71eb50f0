import { romeDay } from '#evidence';
import type { ClosedDay } from '#message-log';
import { SignerUnavailable } from '#ports';
import { closeSomeDays } from './close-days.ts';
import { type KeptState, openState, StateMoved } from './log-state.ts';
import { monthAfter } from './purge-log.ts';
import type { SealingPorts } from './sealing-ports.ts';
import { headIsDue, signOpenHead } from './sign-open-head.ts';
import { STAMP_AGAIN_MS, stampSealed } from './stamp-sealed.ts';

/** What was done. */
export interface Sealed {
  readonly closed: readonly ClosedDay[];
  /** A head of the open day was signed. */
  readonly head: boolean;
  readonly stamped: number;
  /** No time-stamp can be had: why. */
  readonly stampFault?: string;
  /** Another process seals now. */
  readonly busy: boolean;
  /** The next months have no room of their own yet: why. Records are kept all the same. */
  readonly monthsFault?: string;
}

export interface Sealing {
  /**
   * Makes room for the records of this month and the next ones; best before the first record is written. Answers why it could not: who
   * reads the log for hours, as a backup does, is in the way. Never throws: nobody's mail waits for it.
   */
  openMonths(): Promise<string | undefined>;
  /** Does what is due: closes days, signs a head of the open one, time-stamps what waits. One call at a time. */
  sealDue(): Promise<Sealed>;
}

/** While it is tried, writers wait for a moment. */
const MONTHS_AGAIN_MS = 600_000;
/** Months that have room before they begin: the time machine's longest jump is thirty days. */
const MONTHS_AHEAD = 2;

/** The office that seals the log (spec 11.6, 15.3). */
export function openSealing(ports: SealingPorts): Sealing {
  const openMonths = monthOpener(ports);
  let lookedAt = Number.NEGATIVE_INFINITY;
  let stampAgainAt = Number.NEGATIVE_INFINITY;
  /** The state in which nothing waited for a time-stamp any more. */
  let settled: string | undefined;

  async function headIfDue(kept: KeptState): Promise<KeptState> {
    if (!headIsDue(kept, ports, lookedAt)) return kept;
    const at = ports.legalTime.now();
    const next = await signOpenHead(kept, ports);
    lookedAt = at;
    return next;
  }

  async function stampIfDue(kept: KeptState): Promise<{ stamped: number; fault?: string }> {
    const now = ports.legalTime.now();
    const isSettled = kept.sha256 === settled && now < (kept.state.renewAt ?? Number.POSITIVE_INFINITY);
    if (isSettled || now < stampAgainAt) return { stamped: 0 };
    const { kept: after, fault, stamped } = await stampSealed(kept, ports);
    settled = fault === undefined ? after.sha256 : undefined;
    stampAgainAt = fault === undefined ? Number.NEGATIVE_INFINITY : now + STAMP_AGAIN_MS;
    return { stamped, ...(fault !== undefined && { fault }) };
  }

  /** Closes days, and signs a head of the open one. */
  async function sign(closed: ClosedDay[]): Promise<{ readonly kept: KeptState; readonly head: boolean }> {
    let kept = await openState(ports);
    for (;;) {
      const some = await closeSomeDays(kept, ports);
      kept = some.kept;
      closed.push(...some.closed);
      if (some.closed.length === 0) break;
    }
    const withHead = await headIfDue(kept);
    return { kept: withHead, head: withHead !== kept };
  }

  async function seal(closed: ClosedDay[]): Promise<Pick<Sealed, 'head' | 'stamped' | 'stampFault'>> {
    try {
      const { kept, head } = await sign(closed);
      const { stamped, fault } = await stampIfDue(kept);
      return { head, stamped, ...(fault !== undefined && { stampFault: fault }) };
    } catch (fault) {
      // What is signed is time-stamped, also while nothing more can be.
      if (fault instanceof SignerUnavailable) await stampIfDue(await openState(ports));
      throw fault;
    }
  }

  return {
    openMonths,
    async sealDue() {
      const closed: ClosedDay[] = [];
      const fault = await openMonths();
      const months = fault === undefined ? {} : { monthsFault: fault };
      try {
        return { ...(await seal(closed)), closed, busy: false, ...months };
      } catch (fault) {
        if (!(fault instanceof StateMoved)) throw fault;
        return { closed, head: false, stamped: 0, busy: true, ...months };
      }
    },
  };
}

/** Asks once a month, and again in a while when somebody was in the way. */
function monthOpener({ store, legalTime }: Pick<SealingPorts, 'store' | 'legalTime'>): Sealing['openMonths'] {
  let monthsOf: string | undefined;
  let monthsAgainAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = legalTime.now();
    const month = romeDay(now).slice(0, 7);
    if (month === monthsOf || now < monthsAgainAt) return undefined;
    try {
      await store.openLogMonths(month, monthAfter(month, MONTHS_AHEAD));
      monthsOf = month;
      return undefined;
    } catch (fault) {
      monthsAgainAt = now + MONTHS_AGAIN_MS;
      return fault instanceof Error ? fault.message : String(fault);
    }
  };
}
