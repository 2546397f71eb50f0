import { z } from 'zod';
import { isoLegalTime } from '#pec';
import type { Store } from '#ports';
import { readIndexState } from '#provider-index';

const report = z.object({
  at: z.string(),
  total: z.number(),
  rules: z.array(
    z.object({
      rule: z.string(),
      says: z.string(),
      next: z.string(),
      findings: z.array(
        z.object({ where: z.string(), what: z.string(), identificativo: z.string().optional() }).loose(),
      ),
    }),
  ),
});

/** Under this name the auditor of the night keeps what he found. */
const LAST_AUDIT = 'audit/last';

/** What the auditor found last night, and what to do next. */
export async function readFindings(store: Pick<Store, 'document'>) {
  const document = await store.document(LAST_AUDIT);
  if (document === undefined) return { total: 0, findings: [] };
  const { at, total, rules } = report.parse(JSON.parse(new TextDecoder().decode(document.bytes)));
  return {
    at: isoLegalTime(Date.parse(at)),
    total,
    findings: rules.flatMap(({ rule, next, findings }) =>
      findings.map(({ where, what, identificativo }) => ({
        rule,
        ...(identificativo !== undefined && { identificativo }),
        ...(where !== '' && { where }),
        problem: what,
        next,
      })),
    ),
  };
}

const MOST_QUARANTINED = 10_000;

/** The virus store, the newest first: who sent what to how many, never what is inside. */
export async function readQuarantine(
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
  store: Pick<Store, 'quarantined'>,
) {
  const all = await store.quarantined(MOST_QUARANTINED);
  const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const page = all.slice(from, from + limit);
  const items = page.map(({ id, at, point, virus, sender, recipients, identificativo }) => ({
    ...{ id, at: isoLegalTime(at), point, virus, sender, recipients: [...recipients] },
    ...(identificativo !== undefined && { identificativo }),
  }));
  return { items, ...(all.length > from + limit && { next: page.at(-1)!.id }) };
}

/** A provider as the index has it, as far as anybody may know it. */
export interface ListedProvider {
  readonly name: string;
  readonly mailReceipt: string;
  readonly domains: number;
  readonly certificates: number;
}

const HOUR_MS = 3_600_000;
/** The copy must be of today (RFC 6109 4.5): older than this it is overdue. */
const OVERDUE_MS = 24 * HOUR_MS;

/** The index of providers as we hold it. */
export async function readIndex(providers: readonly ListedProvider[], now: number, store: Pick<Store, 'document'>) {
  const { copy, held } = await readIndexState(store);
  return {
    ...(copy && { asOf: isoLegalTime(copy.fetchedAt) }),
    isOverdue: copy === undefined || now - copy.fetchedAt > OVERDUE_MS,
    ...(held && { held: `${held.domains.total}` }),
    providers: providers.map(({ name, domains, certificates, mailReceipt }) => {
      return { name, domains, certificates, mailReceipt };
    }),
  };
}
