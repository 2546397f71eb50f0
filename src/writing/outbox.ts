import type { Draft, Outgoing } from '#contract';
import { newId } from '#issuing';
import type { Card, CardChange, CardReads } from '#ports';
import { type KeptDraft, putDraft, tellDraft } from './draft-card.ts';
import { findOutgoing } from './go-out.ts';
import { onlyTo } from './hand-in.ts';
import { keepLetter, readLetter } from './letter-store.ts';
import { OUTGOING, putWaiting, readWaiting, tellWaiting, type Waiting } from './outgoing-card.ts';
import { NO_OUTGOING } from './refusals.ts';
import { DECIDED_ALREADY, GONE_ALREADY, NO_LETTER } from './send-refusals.ts';
import type { WritingPorts } from './writing-ports.ts';

const MAX_LISTED = 5_000;

export interface Verdict {
  /** Login of who decides. */
  readonly by: string;
  readonly send: boolean;
  readonly reason?: string | undefined;
}

/** What waits to go out, or came back. */
export interface Outbox {
  /** `by`: what this login told to go, and nothing else. */
  list(
    mailbox: string,
    page: { readonly limit: number; readonly after?: string | undefined; readonly by?: string | undefined },
  ): Promise<{ items: Outgoing[]; next?: string }>;
  read(mailbox: string, id: string): Promise<Outgoing>;
  /** It becomes a draft again: whether it did or was sent is decided by one commit, never by chance. */
  undo(mailbox: string, id: string): Promise<Draft>;
  awaitingApproval(mailbox: string): Promise<Outgoing[]>;
  /** Everything that waits for approval, by mailbox id. */
  allAwaitingApproval(): Promise<ReadonlyMap<string, readonly Outgoing[]>>;
  /** A second pair of eyes lets it go, or gives it back with a word. */
  decide(mailbox: string, id: string, verdict: Verdict): Promise<Outgoing>;
}

export function openOutbox(ports: WritingPorts): Outbox {
  const { store } = ports;
  return {
    async list(mailbox, { limit, after, by }) {
      const all = await store.cards({ kind: OUTGOING, owner: mailbox, limit: MAX_LISTED });
      const cards = all.filter((card) => by === undefined || readWaiting(card).login === by);
      const newest = cards.map((card) => [placeOf(card), card] as const).sort(([a], [b]) => (a < b ? 1 : -1));
      const rest = newest.filter(([at]) => after === undefined || at < after);
      const items = rest.slice(0, limit).map(([, card]) => tellWaiting(card.id, readWaiting(card)));
      return { items, ...(rest.length > limit && { next: rest[limit - 1]![0] }) };
    },
    async read(mailbox, id) {
      const found = await findOutgoing(mailbox, id, ports);
      if (found === undefined) throw NO_OUTGOING;
      return found.told;
    },
    undo: (mailbox, id) => undo(mailbox, id, ports),
    async awaitingApproval(mailbox) {
      const cards = await store.cards({ kind: OUTGOING, owner: mailbox, limit: MAX_LISTED });
      const values = cards.map((card) => [card.id, readWaiting(card)] as const);
      return values
        .filter(([, value]) => value.state === 'awaiting-approval')
        .map(([id, value]) => tellWaiting(id, value));
    },
    allAwaitingApproval: () => allAwaitingApproval(ports),
    decide: (mailbox, id, verdict) => decide(mailbox, id, verdict, ports),
  };
}

const PAGE = 500;

/** Goes through all that has not gone out yet: it is never much. */
export async function allAwaitingApproval({
  store,
}: {
  readonly store: Pick<CardReads, 'cards'>;
}): Promise<ReadonlyMap<string, readonly Outgoing[]>> {
  const found = new Map<string, Outgoing[]>();
  for (let after: string | undefined; ; ) {
    const cards = await store.cards({ kind: OUTGOING, limit: PAGE, ...(after !== undefined && { after }) });
    for (const card of cards) {
      const value = readWaiting(card);
      if (value.state !== 'awaiting-approval') continue;
      found.set(card.owner, [...(found.get(card.owner) ?? []), tellWaiting(card.id, value)]);
    }
    after = cards.at(-1)?.id;
    if (cards.length < PAGE) return found;
  }
}

function placeOf(card: Card): string {
  return `${String(readWaiting(card).at).padStart(16, '0')}.${card.id}`;
}

async function undo(mailbox: string, id: string, ports: WritingPorts): Promise<Draft> {
  const found = await findOutgoing(mailbox, id, ports);
  if (found === undefined) throw NO_OUTGOING;
  const { waiting, card } = found;
  if (waiting === undefined) throw GONE_ALREADY;
  const { body, answers, mirrors, login: by } = waiting;
  if ('raw' in body) throw NO_LETTER;
  const { kept, attached, only } = body;
  const own = only === undefined ? undefined : await keepLetter(onlyTo(await readLetter(kept, ports), only), ports);
  const at = ports.legalTime.now();
  const draft: KeptDraft = { revision: 1, kept: own?.kept ?? kept, attached, mirrors, by, ...(answers && { answers }) };
  const place = { id: newId(at, ports.random), owner: mailbox, was: 0, at };
  const cards: CardChange[] = [putDraft(place, draft), { kind: 'remove', card, was: card.version }];
  const { done } = await ports.store.commit({ messages: own?.messages ?? [], cards });
  // It was handed in, or undone, at the same moment.
  if (!done) throw (await findOutgoing(mailbox, id, ports)) ? GONE_ALREADY : NO_OUTGOING;
  return await tellDraft({ id: place.id, at }, draft, ports);
}

async function decide(mailbox: string, id: string, verdict: Verdict, ports: WritingPorts): Promise<Outgoing> {
  const found = await findOutgoing(mailbox, id, ports);
  if (found === undefined) throw NO_OUTGOING;
  const { card, waiting } = found;
  if (waiting?.state !== 'awaiting-approval') throw DECIDED_ALREADY;
  const { by, send, reason } = verdict;
  const at = ports.legalTime.now();
  const next: Waiting = send
    ? { ...waiting, state: 'sending', at: Math.max(at, waiting.at), approvedBy: by }
    : { ...waiting, state: 'returned', at, ...(reason !== undefined && { reason }) };
  const place = { id, owner: mailbox, was: card.version };
  const { done } = await ports.store.commit({ cards: putWaiting(place, next, at, send ? next.at : undefined) });
  if (!done) throw DECIDED_ALREADY;
  return tellWaiting(id, next);
}
