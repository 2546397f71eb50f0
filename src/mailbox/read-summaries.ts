import type { MessageSummary } from '#mime';
import type { MailStore } from '#ports';
import { type FactsPorts, keepSummaries } from './keep-facts.ts';

export interface SummaryPorts extends FactsPorts {
  readonly store: FactsPorts['store'] & Pick<MailStore, 'summaries'>;
}

/** Summaries written by an older program are made anew. */
const VERSION: MessageSummary['version'] = 1;
/** Read together at first, and at most: little is held for who takes nothing, and who takes much waits seldom. */
const FIRST_BATCH = 32;
const BATCH = 256;

/**
 * Kept parses of messages, in the order given, read ahead by one batch; those that are missing are made and kept. A message that went, or
 * that cannot be read, is left out.
 */
export async function* readSummaries<K>(
  wanted: readonly (readonly [key: K, messageId: string])[],
  ports: SummaryPorts,
): AsyncGenerator<readonly [key: K, summary: MessageSummary]> {
  const batches = growing(wanted);
  let ahead = read();
  for (;;) {
    const { batch, found } = await ahead;
    if (batch.length === 0) return;
    ahead = read();
    // Whoever stops listening leaves it unread: its fault is then nobody's.
    ahead.catch(() => {});
    for (const [key, id] of batch) {
      const summary = found.get(id);
      if (summary) yield [key, summary];
    }
  }

  async function read() {
    const batch: typeof wanted = batches.next().value ?? [];
    return { batch, found: await summariesOf([...new Set(batch.map(([, id]) => id))], ports) };
  }
}

function* growing<T>(all: readonly T[]): Generator<readonly T[]> {
  let size = FIRST_BATCH;
  for (let at = 0; at < all.length; size = Math.min(2 * size, BATCH)) {
    yield all.slice(at, at + size);
    at += size;
  }
}

async function summariesOf(ids: readonly string[], ports: SummaryPorts): Promise<ReadonlyMap<string, MessageSummary>> {
  if (ids.length === 0) return new Map();
  const kept = (await ports.store.summaries(ids)) as ReadonlyMap<string, MessageSummary>;
  const missing = ids.filter((id) => kept.get(id)?.version !== VERSION);
  if (missing.length === 0) return kept;
  const all = new Map(kept);
  for (const id of missing) all.delete(id);
  for await (const { messageId, summary } of keepSummaries(missing, ports)) {
    all.set(messageId, summary as MessageSummary);
  }
  return all;
}
