import type { Card, CardChange, Store } from '#ports';
import { CREDENTIAL } from './credential-card.ts';
import { WEBHOOK } from './webhook-card.ts';

/** More than anybody may have. */
const LIMIT = 1_000;

/**
 * Whoever may be in with something stolen is out: tokens and clients of the login end, with the access tokens given for them, and the webhooks
 * of his mailbox are off. These miss nothing: turned on again they go on from where they were.
 */
export async function endPrograms(
  { login, mailbox }: { readonly login: string; readonly mailbox: string },
  store: Pick<Store, 'cards'>,
): Promise<readonly CardChange[]> {
  const [credentials, webhooks] = await Promise.all([
    store.cards({ kind: CREDENTIAL, owner: login, limit: LIMIT }),
    store.cards({ kind: WEBHOOK, owner: mailbox, limit: LIMIT }),
  ]);
  // Nothing is expected of what stands in them: one that cannot be read stops nobody.
  const keptOf = ({ value }: Card) => value as { readonly state?: unknown };
  const open = webhooks.filter((card) => keptOf(card).state !== 'off');
  return [
    ...credentials.map(({ kind, id }): CardChange => ({ kind: 'remove', card: { kind, id } })),
    ...open.map((card): CardChange => {
      const { version: was, dueAt: _, ...kept } = card;
      return { kind: 'put', card: { ...kept, value: { ...keptOf(card), state: 'off' } }, was };
    }),
  ];
}
