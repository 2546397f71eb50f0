import type { Instant } from '#pec';
import type { LogArchive, Step } from '#ports';
import type { Malfunction, Outage } from '#service-levels';

/** Outages are documents of their own, as `ceralacca outage` writes them. */
const OUTAGES = 'duty/outage/';
const MOST = 100_000;

export async function readOutages(store: Pick<LogArchive, 'documents'>): Promise<readonly Outage[]> {
  const documents = await store.documents(OUTAGES, { limit: MOST });
  return documents.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)) as Outage);
}

/** What keeps an outage. */
export function outageDocuments(outage: Outage, at: Instant): Step {
  return dutyDocuments('outage', outage, at);
}

/** What keeps an entry, with its record in the message log: what it said before can be read there (spec 15.2). */
export function dutyDocuments(kind: 'outage' | 'malfunction', entry: Outage | Malfunction, at: Instant): Step {
  const text = JSON.stringify(entry);
  return {
    documents: [{ name: `duty/${kind}/${entry.id}`, bytes: new TextEncoder().encode(text), at }],
    log: [{ instant: at, point: 'SYS', event: 'Amministrazione', eccezioni: [`${kind} ${text}`] }],
  };
}

/** Sorts by time, and is the same for two processes that find the same: `20261122-103000-down`. */
export function outageId(from: Instant, how: 'down' | 'probe'): string {
  return `${new Date(from).toISOString().replace(/[-:]/g, '').slice(0, 15).replace('T', '-')}-${how}`;
}
