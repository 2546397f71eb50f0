import type { PostgresStore } from '#adapters/postgres';
import type { Blobs, LegalTime } from '#ports';

/** Younger than this a blob may still be waiting for the commit that names it. */
const GRACE_MS = 24 * 3_600_000;
const BATCH = 500;

/**
 * Removes the files that no message names: bodies whose submission was never accepted (invariant 4 of ARCHITECTURE.md). Answers how many. While a
 * backup copies them they stay for another day.
 */
export async function sweepBlobs(
  store: Pick<PostgresStore, 'namedBlobs' | 'unlessBackup'>,
  blobs: Blobs,
  legalTime: LegalTime,
): Promise<number> {
  const before = legalTime.now() - GRACE_MS;
  let removed = 0;
  let batch: string[] = [];
  async function judge(): Promise<boolean> {
    const judged = await store.unlessBackup(async () => {
      const named = await store.namedBlobs(batch);
      for (const blob of batch.filter((name) => !named.has(name))) {
        await blobs.remove(blob);
        removed++;
      }
    });
    batch = [];
    return judged;
  }
  for await (const { blob, at } of blobs.list()) {
    if (at >= before) continue;
    batch.push(blob);
    if (batch.length === BATCH && !(await judge())) return removed;
  }
  await judge();
  return removed;
}
