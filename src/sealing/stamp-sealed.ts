import { timestampResponse } from '#cms';
import { readClosedDayOctets, sealedNames } from '#message-log';
import { concat } from '#mime';
import type { Instant } from '#pec';
import { type LogRecord, type NamedDocument, type TimestampAuthority, TimestampUnavailable } from '#ports';
import { commitState, type KeptState, type LogState } from './log-state.ts';
import { renewals, renewStamps } from './renew-stamps.ts';
import { type SealingPorts, sha256Of } from './sealing-ports.ts';

/** Time-stamps asked for at once. */
const STAMPS_AT_ONCE = 16;
/** Time-stamps written down in one commit. */
const STAMPS_PER_COMMIT = 64;

/** Nobody is asked more often than that while no time-stamp can be had. */
export const STAMP_AGAIN_MS = 60_000;

export interface Stamped {
  readonly kept: KeptState;
  readonly stamped: number;
  /** No time-stamp could be had: why. */
  readonly fault?: string;
}

/**
 * Time-stamps what is signed and has none yet, days and heads, the oldest first (spec 15.3). An act of its own: an authority that is
 * down holds up nothing, and is asked again for ever.
 */
export async function stampSealed(kept: KeptState, ports: SealingPorts): Promise<Stamped> {
  const { timestamps } = ports;
  if (timestamps === undefined) return { kept, stamped: 0 };
  let now = kept;
  let stamped = 0;
  for (const stampSome of [stampDays, stampHeads]) {
    for (;;) {
      const some = await stampSome(now, ports, timestamps);
      stamped += some.stamped;
      now = some.kept;
      if (some.fault !== undefined)
        return { kept: await keepFault(now, some.fault, ports), stamped, fault: some.fault };
      if (some.stamped === 0) break;
    }
  }
  try {
    now = await renewStamps(now, timestamps, ports);
  } catch (fault) {
    if (!(fault instanceof TimestampUnavailable)) throw fault;
    return { kept: await keepFault(now, fault.message, ports), stamped, fault: fault.message };
  }
  return { kept: await forgetFault(now, ports), stamped };
}

type StampSome = (kept: KeptState, ports: SealingPorts, timestamps: TimestampAuthority) => Promise<Stamped>;

const stampDays: StampSome = async (kept, ports, timestamps) => {
  const { store, files } = ports;
  const options = { limit: STAMPS_PER_COMMIT, ...after(kept.state.stampedDay, sealedNames.day) };
  const renewAt = renewals(ports);
  const found = await store.documents(sealedNames.days, options);
  const { done, fault } = await inOrder(found, async ({ bytes }) => {
    const { day } = readClosedDayOctets(bytes);
    // A signature that somebody took away cannot be stamped, and must not hold up those behind it: `log verify` misses it.
    if ((await files.size(sealedNames.signature(day))) === undefined) return { day };
    const pieces: Uint8Array[] = [];
    for await (const piece of files.read(sealedNames.signature(day))) pieces.push(piece);
    const sha256 = sha256Of(ports)(concat(pieces));
    const token = await timestamps.stamp(sha256);
    await files.write(sealedNames.timestamp(day), timestampResponse(token));
    return { day, renewAt: await renewAt(token, sha256) };
  });
  const stamped = done.filter((one) => 'renewAt' in one);
  const log = stamped.map<LogRecord>(({ day }) => ({
    instant: ports.legalTime.now(),
    point: 'SYS',
    event: 'RegistroMarcato',
    related: [sealedNames.timestamp(day)],
  }));
  const due = [
    ...stamped.map((one) => one.renewAt!),
    ...(kept.state.renewAt === undefined ? [] : [kept.state.renewAt]),
  ];
  const state = { stampedDay: done.at(-1)?.day, ...(due.length > 0 && { renewAt: Math.min(...due) }) };
  return settle(kept, ports, { state, step: { log }, stamped: done.length, fault });
};

const stampHeads: StampSome = async (kept, ports, timestamps) => {
  const options = { limit: STAMPS_PER_COMMIT, ...after(kept.state.stampedHead, (name) => name) };
  const found = await ports.store.documents(sealedNames.heads, options);
  const { done, fault } = await inOrder(found, async ({ name, bytes }): Promise<NamedDocument> => {
    const token = await timestamps.stamp(sha256Of(ports)(bytes));
    return { name: sealedNames.headStamp(name), bytes: token, at: ports.legalTime.now() };
  });
  const stampedHead = found[done.length - 1]?.name;
  return settle(kept, ports, { state: { stampedHead }, step: { documents: done }, stamped: done.length, fault });
};

function after<T>(last: T | undefined, name: (last: T) => string): { after?: string } {
  return last === undefined ? {} : { after: name(last) };
}

/** Some at a time; what was done before the first that could not be is done. */
async function inOrder<T, R>(
  found: readonly T[],
  stamp: (one: T) => Promise<R>,
): Promise<{ readonly done: readonly R[]; readonly fault: string | undefined }> {
  const answers: PromiseSettledResult<R>[] = [];
  const waiting = found.entries();
  let isWell = true;
  const work = async () => {
    for (const [at, one] of waiting) {
      if (!isWell) return;
      const [answer] = await Promise.allSettled([stamp(one)]);
      answers[at] = answer;
      isWell &&= answer.status === 'fulfilled';
    }
  };
  await Promise.all(Array.from({ length: STAMPS_AT_ONCE }, work));
  const done: R[] = [];
  for (const answer of answers) {
    if (answer.status === 'fulfilled') done.push(answer.value);
    else if (answer.reason instanceof TimestampUnavailable) return { done, fault: answer.reason.message };
    else throw answer.reason;
  }
  return { done, fault: undefined };
}

async function settle(
  kept: KeptState,
  ports: SealingPorts,
  made: {
    readonly state: {
      readonly stampedDay?: string | undefined;
      readonly stampedHead?: string | undefined;
      readonly renewAt?: Instant;
    };
    readonly step: { readonly log?: readonly LogRecord[]; readonly documents?: readonly NamedDocument[] };
    readonly stamped: number;
    readonly fault: string | undefined;
  },
): Promise<Stamped> {
  const { stamped } = made;
  const fault = made.fault === undefined ? {} : { fault: made.fault };
  if (stamped === 0) return { kept, stamped, ...fault };
  const state = { ...kept.state, ...made.state } as LogState;
  return { kept: await commitState(ports, kept, state, made.step), stamped, ...fault };
}

/** So that whoever asks how things stand is told since when, whatever process answers. */
async function keepFault(kept: KeptState, why: string, ports: SealingPorts): Promise<KeptState> {
  const { stampFault } = kept.state;
  if (stampFault?.why === why) return kept;
  const since = stampFault?.since ?? ports.legalTime.now();
  return commitState(ports, kept, { ...kept.state, stampFault: { since, why } }, {});
}

async function forgetFault(kept: KeptState, ports: SealingPorts): Promise<KeptState> {
  const { stampFault, ...state } = kept.state;
  return stampFault === undefined ? kept : commitState(ports, kept, state, {});
}
