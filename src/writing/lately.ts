import type { Preflight } from '#contract';
import { chainOf } from '#message-log';
import { sameAddress } from '#mime';
import type { Mailbox } from '#ports';
import type { WritingPorts } from './writing-ports.ts';

type Lately = NonNullable<Preflight['recipients'][number]['lately']>;

const LATELY_MS = 30 * 24 * 3_600_000;
/** Messages looked at: the newest may still be on its way. */
const MESSAGES = 3;

/** What became of the last message from this mailbox to that address, as far as the log knows an end of it. */
export async function latelyTo(
  address: string,
  mailbox: Pick<Mailbox, 'id' | 'address'>,
  { store, legalTime }: Pick<WritingPorts, 'store' | 'legalTime'>,
): Promise<Lately | undefined> {
  const accepted = await store.searchLog({
    sender: mailbox.address,
    recipient: address,
    event: 'Accettazione',
    from: legalTime.now() - LATELY_MS,
    newestFirst: true,
    limit: MESSAGES,
  });
  for (const { identificativo } of accepted) {
    const records = identificativo === undefined ? [] : await store.searchLog({ identificativo, limit: 1_000 });
    const context = { mailbox: mailbox.id, find: () => undefined, isCopy: () => false, providerOf: () => undefined };
    const recipient = chainOf(records, context)?.recipients.find((one) => sameAddress(one.address, address));
    const last = recipient?.steps.findLast(({ kind }) => OUTCOMES[kind] !== undefined);
    const state = last && OUTCOMES[last.kind];
    if (last && state) return { state, at: last.at, ...(last.reason && { reason: last.reason.text }) };
  }
  return undefined;
}

const OUTCOMES: Readonly<Record<string, Lately['state']>> = {
  delivered: 'delivered',
  failed: 'failed',
  virus: 'failed',
  expired: 'expired',
};
