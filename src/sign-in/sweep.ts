import type { Card, CardChange } from '#ports';
import { SWEPT_CHALLENGES } from './challenges.ts';
import { isLinkOver, LINK_KIND } from './first-login.ts';
import type { Ground } from './ground.ts';
import { NAME_KIND, SESSION_KIND } from './sessions.ts';

const PAGE = 500;

/** Sessions, challenges and first-login links that are over and that nobody came back for; answers how many went. To be called now and then. */
export async function sweepSignIn({ ports, sessions, challenges, now }: Ground): Promise<number> {
  return (
    (await sweep(SESSION_KIND, (card) => sessions.isOver(card))) +
    (await sweep(NAME_KIND, (card) => sessions.isNameOver(card))) +
    (await sweep(SWEPT_CHALLENGES, challenges.isOver)) +
    (await sweep(LINK_KIND, (card) => isLinkOver(card, now())))
  );

  async function sweep(kind: string, isOver: (card: Card) => boolean): Promise<number> {
    let removed = 0;
    let after: string | undefined;
    for (;;) {
      const page = await ports.store.cards({ kind, ...(after !== undefined && { after }), limit: PAGE });
      const cards = page
        .filter(isOver)
        .map(({ id, version }): CardChange => ({ kind: 'remove', card: { kind, id }, was: version }));
      // One that was used meanwhile is not over: the next sweep judges it.
      if (cards.length > 0 && (await ports.store.commit({ cards })).done) removed += cards.length;
      after = page.at(-1)?.id;
      if (page.length < PAGE) return removed;
    }
  }
}
