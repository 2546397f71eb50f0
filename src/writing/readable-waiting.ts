import type { Card, CardReads } from '#ports';
import { OUTGOING, readWaiting, type Waiting } from './outgoing-card.ts';
import type { WritingPorts } from './writing-ports.ts';

export type ReadableWaiting = readonly [card: Card, value: Waiting];

const PAGE = 500;

/** One card that cannot be read keeps nobody from the others: it is stepped over, and told of. */
export function readableWaiting(
  cards: readonly Card[],
  { report }: Pick<WritingPorts, 'report'>,
): readonly ReadableWaiting[] {
  return cards.flatMap((card) => {
    try {
      return [[card, readWaiting(card)] as const];
    } catch (fault) {
      report(fault, `${OUTGOING} ${card.id} of mailbox ${card.owner} cannot be read`);
      return [];
    }
  });
}

/** All that has not gone out yet, of every mailbox, page by page: it is never much. */
export async function* eachWaiting(
  ports: Pick<WritingPorts, 'report'> & { readonly store: Pick<CardReads, 'cards'> },
): AsyncGenerator<ReadableWaiting> {
  for (let after: string | undefined; ; ) {
    const cards = await ports.store.cards({ kind: OUTGOING, limit: PAGE, ...(after !== undefined && { after }) });
    yield* readableWaiting(cards, ports);
    after = cards.at(-1)?.id;
    if (cards.length < PAGE) return;
  }
}

/** What waits to go out and cannot be read, for whoever runs the provider: ids of cards, with the mailbox. */
export async function unreadableWaiting(store: Pick<CardReads, 'cards'>): Promise<readonly string[]> {
  const found: string[] = [];
  const report = (_: unknown, what: string) => void found.push(what);
  for await (const _ of eachWaiting({ store, report }));
  return found;
}
