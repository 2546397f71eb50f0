import type { Card, CardChange, CardReads, FailedExpectation } from '#ports';
import { frozenCopy } from './frozen.ts';
import type { MemoryState } from './state.ts';

export const cardKey = ({ kind, id }: Pick<Card, 'kind' | 'id'>): string => `${kind}\0${id}`;

/** The first change whose card is not as expected, or whose key belongs to another card. */
export function judgeCards(state: MemoryState, changes: readonly CardChange[]): FailedExpectation | undefined {
  for (const change of changes) {
    const { kind, id } = change.card;
    const kept = state.cards.get(cardKey(change.card));
    const isAsExpected = change.was === undefined || (kept?.version ?? 0) === change.was;
    const key = change.kind === 'put' ? change.card.key : undefined;
    const holder = key === undefined ? undefined : withKey(state, kind, key);
    if (!isAsExpected || (holder !== undefined && holder.id !== id)) return { kind: 'card', card: { kind, id } };
  }
  return undefined;
}

export function applyCard(state: MemoryState, change: CardChange): void {
  const place = cardKey(change.card);
  if (change.kind === 'remove') state.cards.delete(place);
  else state.cards.set(place, frozenCopy({ ...change.card, version: (state.cards.get(place)?.version ?? 0) + 1 }));
}

export function cardReads(state: MemoryState, after: <T>(read: () => T) => Promise<T>): CardReads {
  const all = (kind: string, owner: string | undefined) =>
    [...state.cards.values()].filter((card) => card.kind === kind && (owner === undefined || card.owner === owner));
  return {
    card: (kind, id) => after(() => state.cards.get(cardKey({ kind, id }))),
    cardByKey: (kind, key) => after(() => withKey(state, kind, key)),
    cards: ({ kind, owner, after: last = '', limit }) =>
      after(() =>
        all(kind, owner)
          .filter(({ id }) => id > last)
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .slice(0, limit),
      ),
    countCards: (kind, owner) => after(() => all(kind, owner).length),
    dueCards: (kinds, now, limit) =>
      after(() =>
        [...state.cards.values()]
          .filter(({ kind, dueAt }) => kinds.includes(kind) && dueAt !== undefined && dueAt <= now)
          .sort((a, b) => a.dueAt! - b.dueAt!)
          .slice(0, limit),
      ),
  };
}

function withKey(state: MemoryState, kind: string, key: string): Card | undefined {
  return [...state.cards.values()].find((card) => card.kind === kind && card.key === key);
}
