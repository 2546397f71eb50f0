import type { Draft, Outgoing } from '#contract';
import { newId } from '#issuing';
import type { CardChange } from '#ports';
import { type KeptDraft, putDraft, tellDraft } from './draft-card.ts';
import { findOutgoing } from './go-out.ts';
import { onlyTo } from './hand-in.ts';
import { keepLetter, readLetter } from './letter-store.ts';
import { OUTGOING, putWaiting, tellWaiting, type Waiting } from './outgoing-card.ts';
import { eachWaiting, type ReadableWaiting, readableWaiting } from './readable-waiting.ts';
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
  /** A second pair of eyes lets it go, or gives it back with a word. */
  decide(mailbox: string, id: string, verdict: Verdict): Promise<Outgoing>;
}

export function openOutbox(ports: WritingPorts): Outbox {
  const { store } = ports;
  return {
    async list(mailbox, { limit, after, by }) {
      const all = await store.cards({ kind: OUTGOING, owner: mailbox, limit: MAX_LISTED });
      const own = readableWaiting(all, ports).filter(([, { login }]) => by === undefined || login === by);
      const newest = own.map((one) => [placeOf(one), one] as const).sort(([a], [b]) => (a < b ? 1 : -1));
      const rest = newest.filter(([at]) => after === undefined || at < after);
      const items = rest.slice(0, limit).map(([, [card, value]]) => tellWaiting(card.id, value));
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
      return readableWaiting(cards, ports)
        .filter(([, { state }]) => state === 'awaiting-approval')
        .map(([{ id }, value]) => tellWaiting(id, value));
    },
    decide: (mailbox, id, verdict) => decide(mailbox, id, verdict, ports),
  };
}

/** Everything that waits for approval, by mailbox id. */
export async function allAwaitingApproval(
  ports: Parameters<typeof eachWaiting>[0],
): Promise<ReadonlyMap<string, readonly Outgoing[]>> {
  const found = new Map<string, Outgoing[]>();
  for await (const [{ id, owner }, value] of eachWaiting(ports)) {
    if (value.state !== 'awaiting-approval') continue;
    const told = tellWaiting(id, value);
    const ofBox = found.get(owner);
    if (ofBox === undefined) found.set(owner, [told]);
    else ofBox.push(told);
  }
  return found;
}

function placeOf([{ id }, { at }]: ReadableWaiting): string {
  return `${String(at).padStart(16, '0')}.${id}`;
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
