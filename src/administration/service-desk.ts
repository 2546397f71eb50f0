import { Refusal } from '#contract';
import { isoLegalTime } from '#pec';
import type { LegalTime, LogArchive, Store } from '#ports';
import {
  checkProviderCode,
  isToldIn,
  judgeAvailability,
  type Malfunction,
  type Outage,
  outageState,
  type Quadrimestre,
  quadrimestre,
  quadrimestreOf,
  recordP01,
  recordsP02,
  type TrafficCounts,
} from '#service-levels';

export interface ServiceDeskPorts {
  readonly store: Store & Pick<LogArchive, 'documents'>;
  readonly legalTime: LegalTime;
  /** What the log holds of a period. */
  trafficCounts(period: Quadrimestre): Promise<TrafficCounts>;
}

const MOST = 100_000;
const MINUTE_MS = 60_000;
/** DM a12. */
const REQUIRED = 99.8;

async function entries<T>(store: ServiceDeskPorts['store'], kind: 'outage' | 'malfunction'): Promise<readonly T[]> {
  const documents = await store.documents(`duty/${kind}/`, { limit: MOST });
  return documents.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)) as T);
}

/** `2026-Q3`; absent: the one that runs. */
export function periodOf(text: string | undefined, now: number): Quadrimestre {
  if (text === undefined) return quadrimestreOf(now);
  try {
    return quadrimestre(Number(text.slice(0, 4)), Number(text.slice(6)) as 1 | 2 | 3);
  } catch {
    throw new Refusal('invalid', 'period', {
      it: `${text}: nessun quadrimestre della PEC`,
      en: `${text}: no period of PEC`,
      de: `${text}: kein Zeitraum der PEC`,
    });
  }
}

/** Availability of a quadrimestre, with what happened in it (spec 16.1-16.3). */
export async function readServiceLevels(text: string | undefined, { store, legalTime }: ServiceDeskPorts) {
  const now = legalTime.now();
  const period = periodOf(text, now);
  const [outages, malfunctions] = await Promise.all([
    entries<Outage>(store, 'outage'),
    entries<Malfunction>(store, 'malfunction'),
  ]);
  const found = judgeAvailability(period, outages, now);
  return {
    period: `${period.year}-Q${period.number}`,
    availability: found.percent,
    required: REQUIRED,
    minutesDown: found.lostMs / MINUTE_MS,
    minutesLeft: found.leftMs / MINUTE_MS,
    outages: outages
      .filter((outage) => isToldIn(period, outage, now))
      .map(({ id, from, to, kind, reason, points, sla, withdrawnAt }, n, all) => ({
        id,
        state: outageState(all[n]!, now),
        from: isoLegalTime(from),
        ...(to !== undefined && { to: isoLegalTime(to) }),
        ...{ kind, cause: reason, points: [...points], counts: sla },
        ...(withdrawnAt !== undefined && { withdrawnAt: isoLegalTime(withdrawnAt) }),
      })),
    malfunctions: malfunctions
      .filter(({ at }) => at >= period.begin && at < period.end)
      .map(({ id, at, code, description, notes, reportedAt, closedAt }) => ({
        ...{ id, at: isoLegalTime(at), code, text: description },
        notes: notes.map((note) => ({ at: isoLegalTime(note.at), text: note.text })),
        ...(reportedAt !== undefined && { reportedAt: isoLegalTime(reportedAt) }),
        ...(closedAt !== undefined && { closedAt: isoLegalTime(closedAt) }),
      })),
  };
}

/** Records P01 and P02 for the authority (spec 16.4; T142). Without the provider's code they are figures to look at. */
export async function readStatistics(
  { period: text, code }: { readonly period?: string | undefined; readonly code?: string | undefined },
  ports: ServiceDeskPorts,
) {
  const { store, legalTime } = ports;
  const provider = readCode(code);
  const now = legalTime.now();
  const period = periodOf(text, now);
  const [domains, totals, outages, counts] = await Promise.all([
    store.domains(),
    store.mailboxTotals(),
    entries<Outage>(store, 'outage'),
    ports.trafficCounts(period),
  ]);
  const mailboxes = totals
    .filter(({ kind, status }) => kind === 'user' && status !== 'revoked')
    .reduce((sum, total) => sum + total.mailboxes, 0);
  const p01 = recordP01(provider, period, { domains: domains.length, mailboxes }, counts);
  const p02 = recordsP02(provider, period, outages, now);
  // One line a record, in the order of its fields; no field can hold a semicolon.
  const csv = [p01, ...p02].map((record) => `${Object.values(record).join(';')}\r\n`).join('');
  const figures = { p01, p02, due: period.dueDay, isFinal: now >= period.end };
  return code === undefined ? JSON.parse(JSON.stringify(figures, withoutCode)) : { ...figures, csv };
}

const NO_CODE = 'VAT-00';
const withoutCode = (name: string, value: unknown) => (name === 'provider' ? undefined : value);

function readCode(code = NO_CODE): string {
  try {
    return checkProviderCode(code);
  } catch {
    throw new Refusal('invalid', 'provider-code', {
      it: 'Il codice del gestore è VAT-…, TIN-… o IPA-… (spec. 16.4).',
      en: 'A provider’s code is VAT-…, TIN-… or IPA-….',
      de: 'Der Code eines Anbieters ist VAT-…, TIN-… oder IPA-….',
    });
  }
}
