import type { Alarm } from '#contract';
import type { ProviderIndexView } from '#pec';
import type { MailStore } from '#ports';
import { foreignDomains, indexAlarms, readIndexState } from '#provider-index';
import { sealingStatus } from '#sealing';
import { unreadableWaiting } from '#writing';
import { LAST_AUDIT, readReport, summaryOf } from './audit-report.ts';
import { LAST_LOG_CHECK } from './duty-documents.ts';
import { type KeyPlaces, keyAlarms, signingKeyLine } from './key-rows.ts';
import { readLogCheck, summaryOfCheck } from './night-log-check.ts';
import { isoDate, type StatusGround, type StatusPart } from './status-parts.ts';
import { foreignDomainText } from './tell-foreign-domains.ts';

const QUEUE_SHOWN = 1000;
const UNREADABLE_SHOWN = 20;
const HOUR_MS = 3_600_000;
/** What a peer could not be given for so long, a person may mend before the sender must be told (12 hours; RFC 6109 3.1.6). */
const WAITED_MS = 4 * HOUR_MS;
const LIFE_MS = 24 * HOUR_MS;
const OLD_AUDIT_MS = 49 * HOUR_MS;

const textsOf = (alarms: readonly Alarm[]) => alarms.map(({ text }) => text);

/** What waits, and for whom. */
export async function queuePart({ store, now }: StatusGround): Promise<StatusPart> {
  const [jobs, openJobs, nextDue] = await Promise.all([store.jobs(QUEUE_SHOWN), store.openJobs(), store.nextDue()]);
  const failing = jobs.filter(({ lastError }) => lastError !== undefined);
  const queues = Object.fromEntries(
    [...Map.groupBy(failing, ({ queue }) => queue)].map(([queue, of]) => [queue, of[0]!.lastError]),
  );
  const late = failing.filter(({ expiresAt }) => now() - (expiresAt - LIFE_MS) > WAITED_MS);
  const byQueue = [...Map.groupBy(late, ({ queue }) => queue)];
  return {
    json: { openJobs, jobsTriedBefore: failing.length, queues, nextDue: isoDate(nextDue) },
    lines: [
      ['queue', `${openJobs} jobs, ${failing.length} tried before`],
      ...Object.entries(queues).map(([queue, error]) => [`  ${queue}`, error] as const),
      ['next deadline', isoDate(nextDue) ?? 'none'],
    ],
    alarms: byQueue.map(([queue, of]) => {
      const count = of.length;
      const why = of[0]!.lastError ?? '';
      const text = `${count} jobs to ${queue} wait for over 4 hours: ${why}`;
      return { code: 'queue-waits', values: { count, queue, why }, text };
    }),
  };
}

/** What holders told to go and nobody can read any more: it will not go by itself. */
export async function outboxPart({ store }: StatusGround): Promise<StatusPart> {
  const unreadable = await unreadableWaiting(store);
  if (unreadable.length === 0) return { json: {}, lines: [], alarms: [] };
  return {
    json: { outboxUnreadable: unreadable },
    lines: [['outbox', `${unreadable.length} messages cannot be read`]],
    alarms: unreadable
      .slice(0, UNREADABLE_SHOWN)
      .map((text) => ({ code: 'outbox-unreadable', values: { why: text }, text })),
  };
}

/** The index of providers (spec 13). */
export async function indexPart({ store, now }: StatusGround): Promise<StatusPart> {
  const state = await readIndexState(store);
  const alarms = indexAlarms(state, now());
  const { copy } = state;
  const hours = copy && ((now() - copy.fetchedAt) / HOUR_MS).toFixed(1);
  return {
    json: { indexFetchedAt: isoDate(copy?.fetchedAt), indexAlarms: textsOf(alarms) },
    lines: [
      ['index', copy ? `${copy.providers} providers, had ${isoDate(copy.fetchedAt)} (${hours} hours ago)` : 'none yet'],
    ],
    alarms,
  };
}

export interface DomainsGround extends StatusGround {
  /** The provider's own. */
  readonly domain: string;
  /** The index of providers in use. */
  index(): ProviderIndexView | undefined | Promise<ProviderIndexView | undefined>;
}

/** Our PEC domains, where the index gives one to somebody else. */
export async function domainsPart({ store, domain, index }: DomainsGround): Promise<StatusPart> {
  const names = (await store.domains()).map(({ name }) => name);
  const foreign = foreignDomains(names, domain, await index());
  return {
    json: { domains: names.length, domainsOfOthers: foreign },
    lines: [['PEC domains', String(names.length)]],
    alarms: foreign.map(({ name, holder }) => {
      const values = { domain: name, holder };
      return { code: 'domain-of-other', values, text: foreignDomainText(name, holder) };
    }),
  };
}

const UNREAD_COUNTED = 10_000;

/** Messages of which nothing is kept yet for searches and lists: made when nothing else is to be done, by whoever asks before. */
export async function searchPart({ store }: { readonly store: Pick<MailStore, 'withoutFacts'> }): Promise<StatusPart> {
  const waiting = (await store.withoutFacts(UNREAD_COUNTED)).length;
  const count = waiting < UNREAD_COUNTED ? String(waiting) : `${UNREAD_COUNTED} or more`;
  return {
    json: { messagesNotReadForSearch: waiting },
    lines:
      waiting === 0 ? [] : [['search', `${count} messages are not read yet; until then a search reads them itself`]],
    alarms: [],
  };
}

/** The sealed log (spec 15.3). */
export async function logPart({ store, now }: StatusGround): Promise<StatusPart> {
  const [newest] = await store.searchLog({ limit: 1, newestFirst: true });
  const sealing = await sealingStatus(store, now());
  const unstamped = sealing?.unstamped && `${sealing.unstamped.day}, closed ${isoDate(sealing.unstamped.closed)}`;
  const last = newest && `${isoDate(newest.instant)} ${newest.event}`;
  const alarms = sealing?.alarms ?? [];
  return {
    json: {
      lastLogRecord: last,
      logOpenDay: sealing?.openDay,
      logHeadAt: isoDate(sealing?.headAt),
      logUnstamped: unstamped,
      logAlarms: textsOf(alarms),
      logAcknowledged: sealing?.acknowledged ?? [],
    },
    lines: [
      ['log', last ?? 'empty'],
      [
        'sealed log',
        sealing ? `${sealing.openDay} is open, newest head ${isoDate(sealing.headAt) ?? 'none'}` : 'not begun',
      ],
      ['not stamped', unstamped ?? 'nothing'],
      ...(sealing?.acknowledged ?? []).map((text) => ['acknowledged', text] as const),
    ],
    alarms,
  };
}

/** Is the sealed log still what was sealed? As the nights found it (spec 15.3, 15.4). */
export async function logCheckPart({ store, now }: StatusGround): Promise<StatusPart> {
  const check = readLogCheck(await store.document(LAST_LOG_CHECK));
  if (check === undefined) return { json: {}, lines: [['log verified', 'not yet']], alarms: [] };
  const { at, durationMs, days, records, total } = check;
  const summary = summaryOfCheck(check);
  const alarms: Alarm[] = [];
  if (total > 0) {
    const values = { count: total, why: summary };
    alarms.push({ code: 'log-check-found', values, text: `the sealed log: ${summary}; ceralacca log verify` });
  }
  if (now() - Date.parse(at) > OLD_AUDIT_MS) {
    const text = `the sealed log was not verified since ${at}`;
    alarms.push({ code: 'log-not-verified', values: { since: at }, text });
  }
  return {
    json: { logVerified: { at, durationMs, days, records, total } },
    lines: [['log verified', `${at}, ${days} days: ${summary}`]],
    alarms,
  };
}

/** The keys (spec 11.8). */
export async function keysPart(settings: KeyPlaces, provider: StatusGround): Promise<StatusPart> {
  const signingKey = await signingKeyLine(settings, provider);
  const alarms = await keyAlarms(settings, provider);
  return { json: { signingKey, keyAlarms: textsOf(alarms) }, lines: [['signing key', signingKey || 'none']], alarms };
}

/** What the provider found by itself (spec 15.4). */
export async function auditPart({ store, now }: StatusGround): Promise<StatusPart> {
  const audit = readReport(await store.document(LAST_AUDIT));
  if (audit === undefined) return { json: {}, lines: [['last audit', 'none yet']], alarms: [] };
  const { at, durationMs, total, counts } = audit;
  const alarms: Alarm[] = [];
  if (total > 0) {
    const values = { count: total, rules: Object.keys(counts).join(', ') };
    const text = `the audit of the night: ${summaryOf(audit)}; ceralacca check --last`;
    alarms.push({ code: 'audit-found', values, text });
  }
  if (now() - Date.parse(at) > OLD_AUDIT_MS)
    alarms.push({ code: 'audit-old', values: { since: at }, text: `no audit of the night since ${at}` });
  return {
    json: { lastAudit: { at, durationMs, total, counts } },
    lines: [['last audit', `${at} ${summaryOf(audit)}`]],
    alarms,
  };
}
