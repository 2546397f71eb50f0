import { type Day, type DayOpening, dayEnd, EvidenceFault, nextDay } from '#evidence';
import { type ClosedDay, closedDayOctets, sealedNames } from '#message-log';
import type { Instant } from '#pec';
import type { LogRecord, NamedDocument, Step } from '#ports';
import { type Stated, statedBy } from './agreeing.ts';
import { type Closing, commitState, type KeptState, type LogState, newSecret } from './log-state.ts';
import { type SealingPorts, sha256Of } from './sealing-ports.ts';
import { headsOfDay } from './signed-heads.ts';
import { type DayToClose, type WrittenDay, writeDay } from './write-day.ts';

/** A record may become durable so long after midnight and still stand in the day of its instant. */
const GRACE_MS = 5_000;

/** Days closed in one commit: who was away for years closes them month by month. */
const DAYS_AT_ONCE = 32;

/** A process that is closing a day and is not heard of for so long is taken to be dead. */
const TAKE_OVER_MS = 15 * 60_000;

export interface ClosedDays {
  readonly kept: KeptState;
  readonly closed: readonly ClosedDay[];
}

/**
 * Closes the days that are over, also those that were missed and those without a record (spec 11.6, 15.3), some of them at once. First it
 * is made durable what will be written, then it is written, then that it was: after a crash at any point the same is done again.
 */
export async function closeSomeDays(kept: KeptState, ports: SealingPorts): Promise<ClosedDays> {
  const begun = await beginClosing(kept, ports);
  const closing = begun.state.closing;
  if (closing?.by !== ports.node) return { kept: begun, closed: [] };
  const written = await writeDays(begun.state, closing, ports);
  await Promise.all(written.map(({ durable }) => durable));
  const state = stateAfter(begun.state, written, newSecret(ports));
  return {
    kept: await commitState(ports, begun, state, recordOf(written, ports.legalTime.now())),
    closed: written.map(({ facts }) => facts),
  };
}

/** Decides what to close, or goes on with what was decided. */
async function beginClosing(kept: KeptState, ports: SealingPorts): Promise<KeptState> {
  const { closing, ...state } = kept.state;
  const { node: by } = ports;
  const at = ports.legalTime.now();
  if (closing !== undefined && dayEnd(closing.through) <= at) {
    const isMine = closing.by === by || at - kept.at < TAKE_OVER_MS;
    return isMine ? kept : commitState(ports, kept, { ...state, closing: { ...closing, by } }, {});
  }
  const through = lastDue(state.day, at);
  if (through === undefined) {
    // What was decided by a clock that ran ahead is forgotten: nobody has seen anything of it, and that day is not over.
    return closing === undefined ? kept : commitState(ports, kept, state, {});
  }
  // Who may not sign now decides nothing: perhaps it is the clock that is wrong.
  ports.currentSigner();
  const above = Math.max(state.after, state.covered?.tally.lastSeq ?? 0);
  const cut = await findCut(through, { above, at, cut: await ports.store.logCut() }, ports);
  return commitState(ports, kept, { ...state, closing: { by, at, through, cut } }, {});
}

function lastDue(open: Day, now: Instant): Day | undefined {
  let last: Day | undefined;
  for (let day = open, n = 0; n < DAYS_AT_ONCE && dayEnd(day) + GRACE_MS <= now; day = nextDay(day), n++) last = day;
  return last;
}

/**
 * The last position of a day: what stands before the first record of a later day. A record that says it is of the future is of a clock
 * that was wrong, and is no boundary; nor is one that a head of this day covered already (`above`).
 */
async function findCut(
  day: Day,
  { above, at, cut }: { readonly above: number; readonly at: Instant; readonly cut: number },
  { store }: Pick<SealingPorts, 'store'>,
): Promise<number> {
  const [next] = await store.searchLog({ afterSeq: above, from: dayEnd(day), to: at, limit: 1 });
  return next === undefined || next.seq > cut ? Math.max(cut, above) : next.seq - 1;
}

async function writeDays(state: LogState, closing: Closing, ports: SealingPorts): Promise<readonly WrittenDay[]> {
  const { name: provider, domain } = ports.provider;
  const { secret } = state;
  const { at: closed, through } = closing;
  const written: WrittenDay[] = [];
  let previous: DayOpening['previous'] = state.previous;
  let after = state.after;
  for (let day = state.day; day <= through; day = nextDay(day)) {
    const above = day === state.day ? Math.max(after, state.covered?.tally.lastSeq ?? 0) : after;
    const isEmpty = above === closing.cut;
    const cut =
      day === through || isEmpty ? closing.cut : await findCut(day, { above, at: closed, cut: closing.cut }, ports);
    const stated = day === state.day ? await statedOf(state, ports) : { heads: [] };
    const one = await writeDay(
      { opening: { provider, domain, day, previous }, secret, after, cut, closed, ...stated },
      ports,
    );
    written.push(one);
    const { size, root, sha256 } = one.facts;
    previous = { day, size, root, sha256 };
    after = cut;
  }
  return written;
}

/** What heads said of the open day. One that cannot be read is a contradiction by itself: nothing agrees with it. */
async function statedOf({ day, covered }: LogState, ports: SealingPorts): Promise<Pick<DayToClose, 'heads' | 'doubt'>> {
  if (covered === undefined) return { heads: [] };
  const newest: Stated = statedBy(covered, sha256Of(ports));
  try {
    const heads = await headsOfDay(ports.store, day);
    return { heads: [...heads.map(({ head: { at, size, root } }) => ({ at, size, root })), newest] };
  } catch (fault) {
    if (!(fault instanceof EvidenceFault)) throw fault;
    return { heads: [newest], doubt: fault.message };
  }
}

function stateAfter(state: LogState, written: readonly WrittenDay[], secret: string): LogState {
  const { day, size, root, sha256, lastSeq } = written.at(-1)!.facts;
  const { covered: _covered, closing: _closing, ...kept } = state;
  const contradicted = written.filter(({ facts }) => facts.contradiction !== undefined).map(({ facts }) => facts.day);
  return {
    ...kept,
    day: nextDay(day),
    previous: { day, size, root, sha256 },
    after: lastSeq,
    secret,
    contradicted: [...state.contradicted, ...contradicted],
  };
}

function recordOf(written: readonly WrittenDay[], at: Instant): Step {
  const documents = written.flatMap<NamedDocument>(({ facts, head }) => [
    { name: sealedNames.day(facts.day), bytes: closedDayOctets(facts), at },
    { name: head.name, bytes: head.p7m, at },
  ]);
  const log = written.map<LogRecord>(({ facts: { day, octets, contradiction } }) => ({
    instant: at,
    point: 'SYS',
    event: 'RegistroChiuso',
    related: [sealedNames.log(day)],
    size: octets,
    ...(contradiction !== undefined && { errore: 'contraddizione', erroreEsteso: contradiction }),
  }));
  return { documents, log };
}
