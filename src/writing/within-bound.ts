import type { Instant } from '#pec';
import type { Step, Store } from '#ports';
import { openLanes } from '#sign-in';

/**
 * Commits what `judge` answers, a new thing of this kind of this mailbox, when its turn has come: what `judge` counted is still so then,
 * in every process. Whoever adds one changes a card that all of them change, so that of two who counted at the same time one counts again.
 * `judge` throws a Refusal where there are too many.
 */
export type WithinBound = (
  of: { readonly kind: string; readonly owner: string; readonly at: Instant },
  judge: () => Promise<Step>,
) => Promise<void>;

export function openBounds(store: Pick<Store, 'card' | 'commit'>): WithinBound {
  const inLane = openLanes();
  return ({ kind, owner, at }, judge) =>
    inLane(`${kind} ${owner}`, async () => {
      const counter = { kind: `${kind}-count`, id: owner, owner, value: {}, at };
      for (;;) {
        const before = await store.card(counter.kind, owner);
        const { cards = [], ...step } = await judge();
        const mine = { kind: 'put', card: counter, was: before?.version ?? 0 } as const;
        const result = await store.commit({ ...step, cards: [...cards, mine] });
        if (result.done) return;
        // Another process was before us, and has made the bound nearer: this ends.
        if (result.failed.kind !== 'card') throw new Error(`a new ${kind} could not be kept: ${result.failed.kind}`);
      }
    });
}
