import type { ChainGlance } from '#contract';
import { chainGlanceOf } from '#message-log';
import { domainOf, sameAddress } from '#mime';
import type { LogEvent, StoredLogRecord } from '#ports';
import type { ReadingPorts } from './reading-ports.ts';

/** What answers a submission. */
export const ANSWERS: readonly LogEvent[] = ['Accettazione', 'NonAccettazione', 'NonAccettazioneVirus'];

const MAX_RECORDS = 60_000;
/** Every record of a message names all its recipients: of messages to more, the records are read one by one. */
const MANY_RECIPIENTS = 30;

type Ports = Pick<ReadingPorts, 'store'>;

/** The chains of many messages in a glance: two questions to the log, however many they are. Only of what this address sent. */
export async function glancesOf(
  identificativi: readonly string[],
  address: string,
  ports: Ports,
): Promise<ReadonlyMap<string, ChainGlance>> {
  const wanted = [...new Set(identificativi)].filter((one) => domainOf(one) !== '');
  if (wanted.length === 0) return new Map();
  const answers = await ports.store.searchLog({ identificativo: wanted, event: ANSWERS, limit: 2 * wanted.length });
  return await glancesBehind(answers, address, ports);
}

/** The same, where the acceptances and refusals were read already. */
export async function glancesBehind(
  answers: readonly StoredLogRecord[],
  address: string,
  { store }: Ports,
): Promise<ReadonlyMap<string, ChainGlance>> {
  const own = answers.filter(({ mittente, event }) => ANSWERS.includes(event) && sameAddress(mittente ?? '', address));
  const [many, few] = [own.filter(isToMany), own.filter((record) => !isToMany(record))];
  const identificativo = few.flatMap((record) => record.identificativo ?? []);
  const found = identificativo.length === 0 ? [] : await store.searchLog({ identificativo, limit: MAX_RECORDS });
  const glances = new Map<string, ChainGlance>();
  for (const [id, records] of Map.groupBy(found, (record) => record.identificativo ?? '')) keep(id, records);
  for (const { identificativo: id } of many)
    if (id !== undefined) keep(id, await store.searchLog({ identificativo: id, limit: MAX_RECORDS }));
  return glances;

  function keep(id: string, records: readonly StoredLogRecord[]): void {
    const glance = chainGlanceOf(records.filter(({ identificativo }) => identificativo === id));
    if (glance && identificativi(own).has(id)) glances.set(id, glance);
  }
}

function isToMany({ destinatari = [] }: StoredLogRecord): boolean {
  return destinatari.length > MANY_RECIPIENTS;
}

function identificativi(records: readonly StoredLogRecord[]): ReadonlySet<string> {
  return new Set(records.flatMap(({ identificativo }) => identificativo ?? []));
}
