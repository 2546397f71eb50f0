import { z } from 'zod';
import { isoLegalTime } from '#pec';
import type { Store } from '#ports';

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

/** The virus store, the newest first: who sent what to how many, never what is inside. */
export async function readQuarantine(
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
  store: Pick<Store, 'quarantined'>,
) {
  const found = await store.quarantined(limit + 1, after === undefined ? undefined : readPlace(after));
  const page = found.slice(0, limit);
  const items = page.map(({ id, at, point, virus, sender, recipients, identificativo }) => ({
    ...{ id, at: isoLegalTime(at), point, virus, sender, recipients: [...recipients] },
    ...(identificativo !== undefined && { identificativo }),
  }));
  const last = page.at(-1);
  return { items, ...(found.length > limit && last && { next: `${last.at} ${last.id}` }) };
}

function readPlace(text: string) {
  const [at, id = ''] = text.split(' ');
  return { at: Number(at) || 0, id };
}
