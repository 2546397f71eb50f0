import type pg from 'pg';
import type { Instant } from '#pec';
import type { AuditMessage, Blobs } from '#ports';
import { BLOB_RULES, checkBlobs, checkDigests } from './check-blobs.ts';
import { checkRule, type Finding, Findings, type RuleText } from './check-finding.ts';
import { checkJobs, JOB_RULES } from './check-jobs.ts';
import { checkLog, checkOne, LOG_RULES } from './check-log.ts';
import { CheckReader } from './check-reader.ts';
import { connect, type PostgresConnection } from './connection.ts';
import { FOLDER_RULES } from './folder-rules.ts';
import { LOGIN_RULES } from './login-rules.ts';
import { ROW_RULES } from './row-rules.ts';

export interface InvariantCheck {
  /** The server role's or the owner's; nothing is written. A connection of its own is opened. */
  readonly connection: PostgresConnection;
  readonly blobs: Blobs;
  /** Legal time: what is younger than a day may still be under way. */
  readonly now: Instant;
  /** Judges what the log tells of each message. */
  readonly audit: AuditMessage;
  /** So many findings of each rule are kept; all are counted. Absent: all are kept. */
  readonly perRule?: number;
  /** Waited for after each page; rejects to end the check. */
  rest?(): Promise<void>;
  /** Told how many of its parts are done. */
  onPart?(done: number, of: number): void;
}

export interface CheckResult {
  readonly findings: readonly Finding[];
  /** How often each rule is broken; those that hold are not there. */
  readonly counts: ReadonlyMap<string, number>;
}

const RULES = [...ROW_RULES, ...FOLDER_RULES, ...LOGIN_RULES];

/** Everything that is demanded of the rows and the bodies, in words. What is demanded of the log, the auditor says. */
export const STORE_RULES: readonly RuleText[] = [...RULES, ...JOB_RULES, ...BLOB_RULES, ...LOG_RULES];

/**
 * `ceralacca check`: the invariants of ARCHITECTURE.md and the auditor's I1 to I11; the provider may go on working meanwhile. No
 * finding means that all of them hold.
 */
export async function checkInvariants(check: InvariantCheck): Promise<readonly Finding[]> {
  return (await checkStore(check)).findings;
}

/** The same, with counts. */
export async function checkStore(check: InvariantCheck): Promise<CheckResult> {
  const { connection, perRule = Number.POSITIVE_INFINITY } = check;
  return await onOwnConnection(connection, (client) => checkAll(client, check, new Findings(perRule)));
}

/** 'auditing' in ASCII: nobody else's lock. */
const LOCK = 0x61756469;

/** `checkStore`, unless another process is at it in this moment: then undefined. `judge` decides once nobody else can begin. */
export async function checkStoreAlone(
  check: InvariantCheck,
  judge: () => Promise<boolean>,
): Promise<CheckResult | undefined> {
  const { connection, perRule = Number.POSITIVE_INFINITY } = check;
  return await onOwnConnection(connection, async (client) => {
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [LOCK]);
    if (!rows[0]?.mine || !(await judge())) return undefined;
    return await checkAll(client, check, new Findings(perRule));
  });
}

/** What the log and the tracking say of one message; undefined when nothing is known of it. */
export async function checkMessage(
  identificativo: string,
  { connection, audit, now }: Pick<InvariantCheck, 'connection' | 'audit' | 'now'>,
): Promise<CheckResult | undefined> {
  const findings = new Findings(Number.POSITIVE_INFINITY);
  return await onOwnConnection(connection, async (client) => {
    const isKnown = await checkOne(new CheckReader(client), identificativo, audit, now, findings);
    return isKnown ? { findings: findings.list, counts: findings.counts } : undefined;
  });
}

async function onOwnConnection<T>(connection: PostgresConnection, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(connection, 'check');
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function checkAll(client: pg.Client, check: InvariantCheck, findings: Findings): Promise<CheckResult> {
  const { blobs, audit, now } = check;
  const reader = new CheckReader(client, check.rest && (() => check.rest!()));
  const parts = [
    ...RULES.map((rule) => () => reader.page(() => checkRule(client, rule, now, findings))),
    () => checkJobs(reader, findings),
    () => checkBlobs(reader, blobs, findings),
    () => checkDigests(reader, blobs, findings),
    () => checkLog(reader, audit, now, findings),
  ];
  for (const [done, part] of parts.entries()) {
    check.onPart?.(done, parts.length);
    await part();
  }
  check.onPart?.(parts.length, parts.length);
  return { findings: findings.list, counts: findings.counts };
}
