import type { MailStore } from '#ports';
import { USUAL_FOLDERS } from './default-folders.ts';

type Kept = Pick<MailStore, 'subscriptions' | 'subscribe'>;

/**
 * What somebody is subscribed to (RFC 9051 6.3.7, 6.3.8). Of the usual folders those that stand are, whoever made them (mail that came,
 * the web, an import), until he says otherwise: programs that show nothing else would hide what he sent, and where his receipts come.
 */
export async function subscribedNames(
  subscriber: string,
  standing: readonly string[],
  store: Pick<Kept, 'subscriptions'>,
): Promise<readonly string[]> {
  const [asked, declined] = await Promise.all([
    store.subscriptions(subscriber),
    store.subscriptions(declinedBy(subscriber)),
  ]);
  const usual = standing.filter((name) => USUAL_FOLDERS.includes(name) && !declined.includes(name));
  return [...new Set([...asked, ...usual])].sort();
}

/** Throws RangeError when there are too many. */
export async function subscribe(subscriber: string, name: string, on: boolean, store: Pick<Kept, 'subscribe'>) {
  await store.subscribe(subscriber, name, on);
  if (USUAL_FOLDERS.includes(name)) await store.subscribe(declinedBy(subscriber), name, !on);
}

/** Kept as the subscriptions of one whom no login can be. */
const declinedBy = (subscriber: string) => `declined\n${subscriber}`;
