import { actOf } from '#message-log';
import { isoLegalTime } from '#pec';
import type { Store } from '#ports';
import type { Actor } from './act.ts';

/** Records looked through for one page: an organisation's own may be few among many. */
const LOOKED_AT = 5_000;

export interface AuditFilter {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly login?: string | undefined;
}

/** Who changed what in administration, the newest first: the records of the log. An organisation's administrator sees his own. */
export async function listActs(by: Actor, { limit, after, login }: AuditFilter, store: Pick<Store, 'searchLog'>) {
  const before = after === undefined ? undefined : Number(after);
  const isAll = by.organisation === undefined && login === undefined;
  const looked = isAll ? limit : LOOKED_AT;
  const records = await store.searchLog({
    event: 'Amministrazione',
    limit: looked,
    newestFirst: true,
    ...(before !== undefined && Number.isSafeInteger(before) && { beforeSeq: before }),
  });
  const items: { at: string; by: string; act: string; on: string; detail?: string }[] = [];
  for (const record of records) {
    const { organisation, ...act } = actOf(record);
    const isHis = by.organisation === undefined || organisation === by.organisation;
    if (isHis && (login === undefined || act.by === login)) items.push({ at: isoLegalTime(record.instant), ...act });
    if (items.length === limit) return { items, next: String(record.seq) };
  }
  const last = records.at(-1);
  return { items, ...(records.length === looked && last && { next: String(last.seq) }) };
}
