import type { Instant } from '#pec';
import type { LegalTime, Store } from '#ports';

/** As long as the message log is kept (RFC 6109 2.3). */
export const KEPT_MONTHS = 30;
const BATCH = 500;

/** Removes the cards of this kind whose time is over, unless somebody changes one at this moment; answers how many. */
export async function forgetOld(
  kind: string,
  { store, legalTime }: { readonly store: Pick<Store, 'dueCards' | 'commit'>; readonly legalTime: LegalTime },
): Promise<number> {
  let removed = 0;
  for (;;) {
    const old = await store.dueCards([kind], legalTime.now(), BATCH);
    const cards = old.map((card) => ({ kind: 'remove' as const, card: { kind, id: card.id }, was: card.version }));
    if (cards.length === 0 || !(await store.commit({ cards })).done) return removed;
    removed += cards.length;
  }
}

export function monthsAfter(at: Instant, months: number): Instant {
  const date = new Date(at);
  return date.setUTCMonth(date.getUTCMonth() + months);
}
