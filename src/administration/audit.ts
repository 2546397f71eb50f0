import { actOf } from '#message-log';
import { isoLegalTime } from '#pec';
import type { Store, StoredLogRecord } from '#ports';
import type { Actor } from './act.ts';

/** Records looked through for one page: an organisation's own may be few among many. */
const LOOKED_AT = 5_000;

export interface AuditFilter {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly login?: string | undefined;
}

/** Who changed what in administration, and who looked into the log, the newest first. An organisation's administrator sees his own acts. */
export async function listActs(by: Actor, { limit, after, login }: AuditFilter, store: Pick<Store, 'searchLog'>) {
  const before = after === undefined ? undefined : Number(after);
  const isAll = by.organisation === undefined && login === undefined;
  const looked = isAll ? limit : LOOKED_AT;
  const events = by.organisation === undefined ? (['Amministrazione', LOOK] as const) : (['Amministrazione'] as const);
  const found = await Promise.all(
    events.map((event) =>
      store.searchLog({
        event,
        limit: looked,
        newestFirst: true,
        ...(before !== undefined && Number.isSafeInteger(before) && { beforeSeq: before }),
      }),
    ),
  );
  // Of each kind so many were asked for: together the newest of them have no gap.
  const records = found
    .flat()
    .sort((a, b) => b.seq - a.seq)
    .slice(0, looked);
  const items: { at: string; by: string; act: string; on: string; detail?: string }[] = [];
  for (const record of records) {
    const { organisation, ...act } = record.event === LOOK ? lookOf(record) : actOf(record);
    const isHis = by.organisation === undefined || organisation === by.organisation;
    if (isHis && (login === undefined || act.by === login)) items.push({ at: isoLegalTime(record.instant), ...act });
    if (items.length === limit) return { items, next: String(record.seq) };
  }
  const last = records.at(-1);
  return { items, ...(records.length === looked && last && { next: String(last.seq) }) };
}

const LOOK = 'RegistroConsultato';

/** A look into the log as an act: what was asked for, and why (spec 15.3). */
function lookOf({ utente = '', identificativo = '', eccezioni = [] }: StoredLogRecord): ReturnType<typeof actOf> {
  return { act: 'registro-consultato', on: identificativo, by: utente, detail: eccezioni.join('; ') };
}
