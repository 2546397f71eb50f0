import type { Card, Mailbox } from '#ports';
import { composeFor } from './compose-for.ts';
import { newSeed, readLetter } from './letter-store.ts';
import { measureRope } from './measure-rope.ts';
import {
  type KeptMerge,
  MERGE,
  MERGE_KEPT_MS,
  type MergeRow,
  type Progress,
  putMerge,
  putRow,
  readMerge,
  readRow,
  removeRows,
  rowOf,
  settledRows,
} from './merge-card.ts';
import { whyLeftOut } from './merge-faults.ts';
import { followRows, pauseFor } from './merge-follow.ts';
import { addressOf, letterOfRow } from './merge-letter.ts';
import { type Row, readRows } from './merge-rows.ts';
import { putClientRef } from './outgoing-card.ts';
import { NOT_SENT } from './told-reasons.ts';
import type { WritingPorts } from './writing-ports.ts';

/** Rows between two looks at whether it was paused or stopped, and how many of them at once. */
const WINDOW = 16;
const AT_ONCE = 4;
/** Windows of one mail merge before the next has its turn: a long one keeps no short one waiting. */
const WINDOWS = 8;
/** A worker that died is waited for so long. */
const LEASE_MS = 120_000;
const LATER_MS = 60_000;

/**
 * Sends what is due of the mail merges, window after window, until all rows went, somebody pauses, or the pace of the mailbox is reached. Each
 * row's own card is born in the commit that accepts its message: none is sent twice, whoever else works on it and wherever the power goes.
 * `goesOn` is asked between windows. Answers how many merges it worked on.
 */
export async function workMerges(ports: WritingPorts, goesOn: () => boolean = () => true): Promise<number> {
  const worked = new Set<string>();
  let isMore: boolean;
  do {
    isMore = false;
    for (const card of await ports.store.dueCards([MERGE], ports.legalTime.now(), 20)) {
      worked.add(card.id);
      try {
        if (await work(card, ports, goesOn)) isMore = true;
      } catch (fault) {
        ports.report(fault, `mail merge ${card.id}`);
        await postpone(card.id, ports);
      }
    }
  } while (isMore && goesOn());
  return worked.size;
}

/** What fails is tried again later: also one whose card cannot be read keeps neither the others nor the clock waiting. */
async function postpone(id: string, { store, legalTime }: WritingPorts): Promise<void> {
  const card = await store.card(MERGE, id);
  if (card?.dueAt === undefined) return;
  const { version: was, ...kept } = card;
  const dueAt = legalTime.now() + LATER_MS;
  await store.commit({ cards: [{ kind: 'put', card: { ...kept, dueAt }, was }] });
}

/** True: its turn is over, and it is not. */
async function work(first: Card, ports: WritingPorts, goesOn: () => boolean): Promise<boolean> {
  let card: Card | undefined = first;
  for (let windows = 0; card !== undefined && goesOn(); windows++) {
    if (windows === WINDOWS) return true;
    const value: KeptMerge = readMerge(card);
    if (value.state !== 'running') {
      if (ports.legalTime.now() - card.at >= MERGE_KEPT_MS) await forget(card, ports);
      else await followRows(card, ports);
      return false;
    }
    if (ports.legalTime.now() - (value.followedAt ?? 0) >= pauseFor(value.rows)) {
      await followRows(card, ports);
      card = await ports.store.card(MERGE, card.id);
      continue;
    }
    const claimed = await claim(card, value, ports);
    if (claimed === undefined) return false;
    const outcome = await sendWindow(claimed, ports);
    const now = ports.legalTime.now();
    const isOver = outcome.next > value.rows;
    const isHeld = outcome.forbidden !== undefined;
    const waits = isOver || isHeld || outcome.isPutOff;
    await update(card.id, (before) => withOutcome(before, outcome, now), ports, waits && !isOver ? LATER_MS : 0);
    if (waits) return false;
    card = await ports.store.card(MERGE, card.id);
  }
  return false;
}

/** Rows first: what breaks off goes on, since the card is still due. */
async function forget(card: Card, ports: WritingPorts): Promise<void> {
  await removeRows(card.id, card.owner, ports);
  await ports.store.commit({ cards: [{ kind: 'remove', card, was: card.version }] });
}

async function claim(
  card: Card,
  value: KeptMerge,
  ports: WritingPorts,
): Promise<{ id: string; owner: string; value: KeptMerge } | undefined> {
  const now = ports.legalTime.now();
  const { id, owner, version: was } = card;
  const { done } = await ports.store.commit({ cards: [putMerge({ id, owner, was }, value, now, now + LEASE_MS)] });
  return done ? { id, owner, value } : undefined;
}

interface Outcome {
  /** Where it began. */
  readonly from: number;
  readonly next: number;
  readonly gained: Progress;
  readonly isPutOff: boolean;
  readonly forbidden?: string;
}

/** Rows from `next` on. What another worker, or one that died, has settled already is counted and left alone. */
async function sendWindow(
  { id, owner, value }: { id: string; owner: string; value: KeptMerge },
  ports: WritingPorts,
): Promise<Outcome> {
  const { next: from, rows } = value;
  const to = Math.min(from + WINDOW, rows + 1);
  const mailbox = await ports.store.mailboxById(owner);
  const letter = await readLetter(value.kept, ports);
  const cells = await readRows(value, from, to, ports);
  const settled = new Map<number, MergeRow['state']>();
  for (const card of await settledRows(id, owner, from, WINDOW, ports))
    if (rowOf(card) < to) settled.set(rowOf(card), readRow(card).state);
  const left = cells.map((row, at) => [from + at, row] as const).filter(([number]) => !settled.has(number));
  let forbidden: string | undefined = mailbox === undefined ? NOT_SENT.mailboxClosed : undefined;
  let isPutOff = false;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = left.shift(); next !== undefined && !isPutOff && forbidden === undefined; next = left.shift()) {
        const [number, row] = next;
        const sent = await sendRow({ id, mailbox: mailbox!, value }, letter, number, row, ports);
        if (typeof sent === 'object') settled.set(number, sent.state);
        else if (sent === 'later') isPutOff = true;
        else forbidden = sent;
      }
    }),
  );
  return { from, ...countFrom(from, to, settled), isPutOff, ...(forbidden !== undefined && { forbidden }) };
}

/** Rows are settled as far as there is no gap; those behind a gap are counted when it is filled. */
function countFrom(
  from: number,
  to: number,
  settled: ReadonlyMap<number, MergeRow['state']>,
): Pick<Outcome, 'next' | 'gained'> {
  const gained: Progress = { waiting: 0, accepted: 0, refused: 0, delivered: 0, failed: 0 };
  let next = from;
  for (; next < to; next++) {
    const state = settled.get(next);
    if (state === undefined) break;
    gained[state]++;
    gained.waiting--;
  }
  return { next, gained };
}

interface Sender {
  readonly id: string;
  readonly mailbox: Mailbox;
  readonly value: KeptMerge;
}

/** `later`: nothing was done. Another text: why nothing may be sent. */
async function sendRow(
  { id, mailbox, value }: Sender,
  letter: Parameters<typeof letterOfRow>[1],
  number: number,
  row: Row,
  ports: WritingPorts,
): Promise<{ readonly state: MergeRow['state'] } | string> {
  const address = addressOf(value, row.cells);
  const at = ports.legalTime.now();
  const refuse = async (reason: string) => {
    const refused: MergeRow = { state: 'refused', address: address.slice(0, 254), at, reason };
    await ports.store.commit({ cards: [putRow(id, mailbox.id, number, refused)] });
    return refused;
  };
  const leftOut = whyLeftOut(value, row);
  if (leftOut !== undefined) return await refuse(leftOut);
  const full = letterOfRow(value, letter, row.cells);
  const message = await measureRope(await composeFor({ ...full, mailbox, at, seed: newSeed(ports) }, ports), ports);
  if (message === undefined) return await refuse(NOT_SENT.headerTooLong);
  const handed = await ports.submit({
    ...{ mailbox, login: value.login, isApproved: false, way: 'merge' as const, message, peer: value.peer },
    recipients: [address, ...full.letter.cc.filter((one) => one.toLowerCase() !== address.toLowerCase())],
    along: (decided) => {
      const { identificativo, at: decidedAt, isAccepted, faults } = decided;
      const state = isAccepted ? ('accepted' as const) : ('refused' as const);
      const told: MergeRow = {
        state,
        address,
        at: decidedAt,
        identificativo,
        ...(isAccepted ? {} : { reason: faults.join('; ') }),
      };
      const ref = putClientRef(full.letter.clientRef, mailbox.id, decided);
      return { cards: [putRow(id, mailbox.id, number, told), ...ref] };
    },
  });
  if (handed.kind === 'decided') return { state: handed.decided.isAccepted ? 'accepted' : 'refused' };
  if (handed.kind === 'forbidden') return handed.text;
  // Nobody approves message by message: it stands still until who may approve starts it.
  if (handed.kind === 'unapproved') return NOT_SENT.notApproved;
  // Somebody else settled it: what he made of it is counted when it is read again.
  return 'later';
}

function withOutcome(before: KeptMerge, { from, next, gained, forbidden }: Outcome, now: number): KeptMerge {
  // Somebody who took us for dead has counted these rows.
  if (before.next !== from) return before;
  const progress = addProgress(before.progress, gained);
  const isOver = next > before.rows;
  const state =
    before.state !== 'running' ? before.state : isOver ? 'done' : forbidden === undefined ? 'running' : 'paused';
  const faults =
    forbidden === undefined
      ? before.faults
      : [...before.faults.filter(({ row }) => row > 0), { row: next, detail: forbidden }];
  return { ...before, progress, next, state, faults, ...((isOver || forbidden !== undefined) && { doneAt: now }) };
}

export function addProgress(a: Progress, b: Progress): Progress {
  return {
    waiting: a.waiting + b.waiting,
    accepted: a.accepted + b.accepted,
    refused: a.refused + b.refused,
    delivered: a.delivered + b.delivered,
    failed: a.failed + b.failed,
  };
}

/** Changes the card whatever happened to it meanwhile (a pause, a stop); nothing when it is gone. */
async function update(
  id: string,
  change: (value: KeptMerge) => KeptMerge,
  ports: WritingPorts,
  afterMs: number,
): Promise<void> {
  for (;;) {
    const card = await ports.store.card(MERGE, id);
    if (card === undefined) return;
    const now = ports.legalTime.now();
    const next = change(readMerge(card));
    const isAsleep = next.state === 'paused' || next.state === 'draft';
    const dueAt = isAsleep && next.next === 1 ? undefined : now + afterMs;
    const put = putMerge({ id, owner: card.owner, was: card.version }, next, now, dueAt);
    if ((await ports.store.commit({ cards: [put] })).done) return;
  }
}
