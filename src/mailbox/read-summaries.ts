import type { MessageSummary } from '#mime';
import type { MailStore } from '#ports';
import { type FactsPorts, keepSummaries } from './keep-facts.ts';

export interface SummaryPorts extends FactsPorts {
  readonly store: FactsPorts['store'] & Pick<MailStore, 'summaries'>;
}

/** Summaries written by an older program are made anew. */
const VERSION: MessageSummary['version'] = 1;
const BATCH = 256;

/**
 * Kept parses of messages, in the order given, read ahead by one batch; those that are missing are made and kept. A message that went, or
 * that cannot be read, is left out.
 */
export async function* readSummaries<K>(
  wanted: readonly (readonly [key: K, messageId: string])[],
  ports: SummaryPorts,
): AsyncGenerator<readonly [key: K, summary: MessageSummary]> {
  const batch = (at: number) => wanted.slice(at, at + BATCH);
  let ahead = read(batch(0));
  for (let at = 0; at < wanted.length; at += BATCH) {
    const found = await ahead;
    ahead = read(batch(at + BATCH));
    // Whoever stops listening leaves it unread: its fault is then nobody's.
    ahead.catch(() => {});
    for (const [key, id] of batch(at)) {
      const summary = found.get(id);
      if (summary) yield [key, summary];
    }
  }

  async function read(of: typeof wanted): Promise<ReadonlyMap<string, MessageSummary>> {
    if (of.length === 0) return new Map();
    const ids = [...new Set(of.map(([, id]) => id))];
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
}
