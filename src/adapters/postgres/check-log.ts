import type pg from 'pg';
import { sameAddress } from '#mime';
import { trackedRecipients } from '#pec';
import type {
  AuditFinding,
  AuditMessage,
  AuditQuestion,
  Dispatch,
  LogRecord,
  MessageHistory,
  TrackingRow,
  TrackingState,
} from '#ports';
import type { Finding, Findings, RuleText } from './check-finding.ts';
import type { CheckReader } from './check-reader.ts';
import { WHOLE_FROM } from './log-purge.ts';

const PAGE = 500;

export const LOG_RULES: readonly RuleText[] = [
  {
    rule: 'dispatch-tracking',
    says: 'Every certified recipient of an accepted message is tracked until its outcome is known.',
  },
];

/** Shows every message that was accepted here or stands in the log to the auditor, page by page. */
export async function checkLog(
  reader: CheckReader,
  audit: AuditMessage,
  now: number,
  findings: Findings,
): Promise<void> {
  const question = await reader.page((client) => questionOf(client, now));
  for (let after = ''; ; ) {
    const page = await reader.page(async (client) => await histories(client, await nextNames(client, after)));
    if (page.length === 0) return;
    for (const history of page) findings.add(...untracked(history), ...audit(history, question).map(toFinding));
    after = page.at(-1)!.identificativo;
  }
}

/** The same for one message; false when nothing is known of it. */
export async function checkOne(
  reader: CheckReader,
  identificativo: string,
  audit: AuditMessage,
  now: number,
  findings: Findings,
): Promise<boolean> {
  const question = await reader.page((client) => questionOf(client, now));
  const [history] = await reader.page((client) => histories(client, [identificativo]));
  if (history === undefined || (history.records.length === 0 && history.kept?.dispatch === undefined)) return false;
  findings.add(...untracked(history), ...audit(history, question).map(toFinding));
  return true;
}

function toFinding({ invariant, identificativo, recipient, problem }: AuditFinding): Finding {
  const about = { identificativo, ...(recipient !== undefined && { recipient }) };
  return {
    rule: invariant,
    what: recipient === undefined ? problem : `${recipient}: ${problem}`,
    where: identificativo,
    ...about,
  };
}

async function questionOf(client: pg.ClientBase, now: number): Promise<AuditQuestion> {
  const domains = await client.query<{ name: string }>('SELECT name FROM domain');
  const own = new Set(domains.rows.map(({ name }) => name));
  const whole = await client.query<{ at: number }>('SELECT at FROM document WHERE name = $1', [WHOLE_FROM]);
  const wholeFrom = whole.rows[0]?.at;
  return { now, isOwnDomain: (domain) => own.has(domain), ...(wholeFrom !== undefined && { wholeFrom }) };
}

/** Every certified recipient of an accepted message is tracked (spec 11.2). */
function untracked({ identificativo, kept }: MessageHistory): Finding[] {
  return trackedRecipients(kept?.dispatch?.facts.recipients ?? [])
    .filter((address) => !kept!.tracking.some((row) => sameAddress(row.recipient, address)))
    .map((address) => {
      return {
        rule: 'dispatch-tracking',
        what: `does not track certified recipient ${address}`,
        where: identificativo,
        identificativo,
        recipient: address,
      };
    });
}

async function nextNames(client: pg.ClientBase, after: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM (
        (SELECT DISTINCT identificativo AS name FROM log_record WHERE identificativo > $1 ORDER BY 1 LIMIT ${PAGE})
        UNION (SELECT identificativo FROM dispatch WHERE identificativo > $1 ORDER BY 1 LIMIT ${PAGE})) AS names
      ORDER BY name COLLATE "C" LIMIT ${PAGE}`,
    [after],
  );
  return rows.map((row) => row.name);
}

async function histories(client: pg.ClientBase, names: readonly string[]): Promise<readonly MessageHistory[]> {
  if (names.length === 0) return [];
  const records = await client.query<{ identificativo: string; record: LogRecord }>(
    'SELECT identificativo, record FROM log_record WHERE identificativo = ANY ($1) ORDER BY identificativo, seq',
    [names],
  );
  const dispatches = await client.query<{ identificativo: string; dispatch: Dispatch }>(
    `SELECT identificativo, json_build_object('facts', facts, 'acceptedAt', accepted_at, 'mailbox', mailbox,
        'envelope', envelope) AS dispatch FROM dispatch WHERE identificativo = ANY ($1)`,
    [names],
  );
  const tracking = await client.query<{ identificativo: string; recipient: string; state: TrackingState }>(
    'SELECT identificativo, recipient, state FROM tracking WHERE identificativo = ANY ($1)',
    [names],
  );
  const recordsOf = Map.groupBy(records.rows, (row) => row.identificativo);
  const dispatchOf = new Map(dispatches.rows.map((row) => [row.identificativo, row.dispatch]));
  const trackingOf = Map.groupBy<string, TrackingRow>(tracking.rows, (row) => row.identificativo);
  return names.map((identificativo) => {
    const dispatch = dispatchOf.get(identificativo);
    return {
      identificativo,
      records: recordsOf.get(identificativo)?.map((row) => row.record) ?? [],
      kept: { tracking: trackingOf.get(identificativo) ?? [], ...(dispatch && { dispatch }) },
    };
  });
}
