import { chainOf } from '#message-log';
import { sameAddress } from '#mime';
import type { Instant, TrackingState } from '#pec';
import type { Card } from '#ports';
import {
  type KeptMerge,
  MERGE,
  type MergeRow,
  type Progress,
  putMerge,
  putRow,
  readMerge,
  readRow,
  rowOf,
  settledRows,
} from './merge-card.ts';
import type { WritingPorts } from './writing-ports.ts';

const PAGE = 200;
const PAGES = 25;
/** A look at a row costs a question to the database: of few rows, what becomes of them is told at once; of very many, each minute. */
const LOOK_AT_ROW_MS = 3;
const SOONEST_MS = 2_000;
const LATEST_MS = 60_000;
/** After 24 hours every certified recipient has an end (RFC 6109 3.1.6); a little longer, for those that came late. */
const FOLLOW_MS = 26 * 3_600_000;

const ENDS: Partial<Readonly<Record<TrackingState, 'delivered' | 'failed'>>> = {
  DELIVERED: 'delivered',
  EXPIRED_THEN_DELIVERED: 'delivered',
  FAILED: 'failed',
  FAILED_VIRUS: 'failed',
  EXPIRED: 'failed',
};

/** How long to wait between two looks at what became of so many rows. */
export function pauseFor(rows: number): number {
  return Math.min(Math.max(rows * LOOK_AT_ROW_MS, SOONEST_MS), LATEST_MS);
}

/** What became of an accepted row by now; undefined: it is on its way, or went to an ordinary address. */
export async function endOf(
  { identificativo, address }: MergeRow,
  { store }: Pick<WritingPorts, 'store'>,
): Promise<'delivered' | 'failed' | undefined> {
  if (identificativo === undefined) return undefined;
  const rows = await store.tracking(identificativo);
  const own = rows.find(({ recipient }) => recipient.toLowerCase() === address.toLowerCase());
  return own && ENDS[own.state];
}

/** Writes down which rows were delivered or not, some thousand at a time, ever more seldom until a day after the last was sent. */
export async function followRows(card: Card, ports: WritingPorts): Promise<void> {
  const { id, owner } = card;
  const gained: Progress = { waiting: 0, accepted: 0, refused: 0, delivered: 0, failed: 0 };
  const { followed, next } = readMerge(card);
  let from = followed;
  let firstOpen: number | undefined;
  for (let page = 0; page < PAGES; page++) {
    // Those behind it are not counted yet.
    const cards = (await settledRows(id, owner, from, PAGE, ports)).filter((row) => rowOf(row) < next);
    firstOpen ??= await followPage(id, cards, gained, ports);
    from = cards.length === 0 ? from : rowOf(cards.at(-1)!) + 1;
    if (cards.length < PAGE) break;
  }
  const isAtEnd = from >= next;
  await settle(id, gained, isAtEnd ? 1 : from, isAtEnd && firstOpen === undefined, ports);
}

/** Answers the first row that has no end yet. */
async function followPage(
  merge: string,
  cards: readonly Card[],
  gained: Progress,
  ports: WritingPorts,
): Promise<number | undefined> {
  const open = cards.map((card) => [card, readRow(card)] as const).filter(([, row]) => row.state === 'accepted');
  const ends = await Promise.all(open.map(([, row]) => endOf(row, ports)));
  const reasons = await Promise.all(
    open.map(([, row], at) => (ends[at] === 'failed' ? reasonFor(row, ports) : undefined)),
  );
  const puts = open.flatMap(([card, row], at) => {
    const end = ends[at];
    const reason = reasons[at];
    const ended = { ...row, state: end ?? row.state, ...(reason !== undefined && { reason }) };
    return end === undefined ? [] : [putRow(merge, card.owner, rowOf(card), ended, card.version)];
  });
  // Where another process did the same at the same time, it has counted them.
  if (puts.length > 0 && (await ports.store.commit({ cards: puts })).done) {
    for (const end of ends) if (end !== undefined) count(gained, end);
  }
  const first = ends.indexOf(undefined);
  return first < 0 ? undefined : rowOf(open[first]![0]);
}

/** Why it was not delivered, as the receipt says. */
async function reasonFor({ identificativo, address }: MergeRow, { store }: WritingPorts): Promise<string | undefined> {
  const records = await store.searchLog({ identificativo: identificativo!, limit: 200 });
  const nobody = { mailbox: '', find: () => undefined, isCopy: () => false, providerOf: () => undefined };
  const recipient = chainOf(records, nobody)?.recipients.find((one) => sameAddress(one.address, address));
  return recipient?.steps.findLast(({ reason }) => reason !== undefined)?.reason?.text;
}

function count(gained: Progress, end: 'delivered' | 'failed'): void {
  gained[end]++;
  gained.accepted--;
}

async function settle(
  id: string,
  gained: Progress,
  followed: number,
  isAllKnown: boolean,
  ports: WritingPorts,
): Promise<void> {
  for (;;) {
    const card = await ports.store.card(MERGE, id);
    if (card === undefined) return;
    const value = readMerge(card);
    const now = ports.legalTime.now();
    const progress = Object.fromEntries(
      Object.entries(value.progress).map(([state, number]) => [state, number + gained[state as keyof Progress]]),
    ) as Progress;
    const next: KeptMerge = { ...value, progress, followed, followedAt: now };
    const put = putMerge({ id, owner: card.owner, was: card.version }, next, now, nextLook(value, isAllKnown, now));
    if ((await ports.store.commit({ cards: [put] })).done) return;
  }
}

function nextLook({ doneAt, state, rows }: KeptMerge, isAllKnown: boolean, now: Instant): Instant | undefined {
  if (state === 'running') return now;
  if (doneAt !== undefined && (isAllKnown || now - doneAt > FOLLOW_MS)) return undefined;
  const since = doneAt === undefined ? 0 : now - doneAt;
  return now + Math.max(pauseFor(rows), Math.floor(since / 4));
}
