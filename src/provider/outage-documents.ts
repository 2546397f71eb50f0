import type { Instant } from '#pec';
import type { LogArchive, Step } from '#ports';
import type { Outage } from '#service-levels';

/** Outages are documents of their own, as `ceralacca outage` writes them. */
const OUTAGES = 'duty/outage/';
const MOST = 100_000;

export async function readOutages(store: Pick<LogArchive, 'documents'>): Promise<readonly Outage[]> {
  const documents = await store.documents(OUTAGES, { limit: MOST });
  return documents.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)) as Outage);
}

/** What keeps an outage, with its record in the message log (spec 15.2). */
export function outageDocuments(outage: Outage, at: Instant): Step {
  const text = JSON.stringify(outage);
  return {
    documents: [{ name: `${OUTAGES}${outage.id}`, bytes: new TextEncoder().encode(text), at }],
    log: [{ instant: at, point: 'SYS', event: 'Amministrazione', eccezioni: [`outage ${text}`] }],
  };
}
