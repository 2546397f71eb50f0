import { z } from 'zod';
import type { Store } from '#ports';

/** Written by who sends (`#writing`), under the identificativo: what the holder's program calls its message. */
const clientRefCard = z.object({ clientRef: z.string() });

export async function clientRefOf(identificativo: string, store: Pick<Store, 'card'>): Promise<string | undefined> {
  const card = await store.card('client-ref', identificativo);
  return card && clientRefCard.parse(card.value).clientRef;
}
