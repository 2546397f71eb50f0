import { romeDay } from '#evidence';
import type { ClosedDay } from '#message-log';
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
}

export interface Sealing {
  /** Makes room for the records of this month and the next ones. To be called before the first record is written. */
  openMonths(): Promise<void>;
  /** Does what is due: closes days, signs a head of the open one, time-stamps what waits. One call at a time. */
  sealDue(): Promise<Sealed>;
}

/** Months that have room before they begin: the time machine's longest jump is thirty days. */
const MONTHS_AHEAD = 2;

/** The office that seals the log (spec 11.6, 15.3). */
export function openSealing(ports: SealingPorts): Sealing {
  let monthsOf: string | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let stampAgainAt = Number.NEGATIVE_INFINITY;
  /** The state in which nothing waited for a time-stamp any more. */
  let settled: string | undefined;

  async function openMonths(): Promise<void> {
    const month = romeDay(ports.legalTime.now()).slice(0, 7);
    if (month === monthsOf) return;
    await ports.store.openLogMonths(month, monthAfter(month, MONTHS_AHEAD));
    monthsOf = month;
  }

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

  async function seal(closed: ClosedDay[]): Promise<Omit<Sealed, 'closed' | 'busy'>> {
    let kept = await openState(ports);
    for (;;) {
      const some = await closeSomeDays(kept, ports);
      kept = some.kept;
      closed.push(...some.closed);
      if (some.closed.length === 0) break;
    }
    const withHead = await headIfDue(kept);
    const { stamped, fault } = await stampIfDue(withHead);
    return { head: withHead !== kept, stamped, ...(fault !== undefined && { stampFault: fault }) };
  }

  return {
    openMonths,
    async sealDue() {
      const closed: ClosedDay[] = [];
      await openMonths();
      try {
        return { ...(await seal(closed)), closed, busy: false };
      } catch (fault) {
        if (!(fault instanceof StateMoved)) throw fault;
        return { closed, head: false, stamped: 0, busy: true };
      }
    },
  };
}
