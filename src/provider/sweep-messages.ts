import type { PostgresStore } from '#adapters/postgres';
import { idsSince } from '#issuing';
import type { LegalTime } from '#ports';

const GRACE_MS = 24 * 3_600_000;
const BATCH = 5_000;

/** Removes the messages that nothing names any more: deleted by their holders, or sent and owed to nobody. Answers how many. */
export async function sweepMessages(
  store: Pick<PostgresStore, 'sweepMessages'>,
  legalTime: LegalTime,
): Promise<number> {
  const before = idsSince(legalTime.now() - GRACE_MS);
  let removed = 0;
  for (;;) {
    const count = await store.sweepMessages(before, BATCH);
    removed += count;
    if (count < BATCH) return removed;
  }
}
