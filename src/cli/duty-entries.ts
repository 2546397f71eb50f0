import { randomBytes } from 'node:crypto';
import { entryId, type Malfunction, type Outage } from '#service-levels';
import { CliFault } from './exit.ts';
import type { OpenProvider } from './open-provider.ts';

/** What an operator writes down of his service, each kept as a document of its own. */
export interface DutyEntries {
  readonly outage: Outage;
  readonly malfunction: Malfunction;
}

const MOST = 100_000;

/** All entries of a kind, oldest first. */
export async function readEntries<K extends keyof DutyEntries>(
  { store }: OpenProvider,
  kind: K,
): Promise<readonly DutyEntries[K][]> {
  const documents = await store.documents(`duty/${kind}/`, { limit: MOST });
  return documents.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)) as DutyEntries[K]);
}

/** Throws when there is none of that id. */
export async function readEntry<K extends keyof DutyEntries>(
  { store }: OpenProvider,
  kind: K,
  id: string,
): Promise<DutyEntries[K]> {
  const document = await store.document(`duty/${kind}/${id}`);
  if (document === undefined) throw new CliFault(`${id}: no ${kind} of that name; \`${kind} list\` shows them`);
  return JSON.parse(new TextDecoder().decode(document.bytes)) as DutyEntries[K];
}

/** Keeps an entry together with its record in the message log: what it said before can be read there (spec 15.2). */
export async function keepEntry<K extends keyof DutyEntries>(
  provider: OpenProvider,
  kind: K,
  entry: DutyEntries[K],
): Promise<void> {
  const { dutyDocuments } = await import('#provider');
  await provider.store.commit(dutyDocuments(kind, entry, provider.now()));
}

export const newEntryId = (at: number) => entryId(at, { bytes: randomBytes });

/** `--from`, `--to`: an ISO 8601 date, or now. */
export function instantGiven(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new CliFault(`${option} ${text} is not an ISO 8601 date`, 2);
  return at;
}
