import { existsSync } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Alarm } from '#contract';
import type { LogArchive, Store } from '#ports';
import { judgeAvailability, type Outage, outageState, quadrimestreOf } from '#service-levels';
import { readProbeState } from './availability-probe.ts';
import { CLOCK_STATE, type ClockState } from './clock-guard.ts';
import { HEARTBEAT, LAST_BACKUP, LAST_PROBE, LAST_RETENTION } from './duty-documents.ts';
import { SILENCE_MS } from './heartbeat.ts';
import { readOutages } from './outage-documents.ts';

/** What is asked how everything stands: a provider's books, whether it runs or not. */
export interface StatusGround {
  readonly store: Store & Pick<LogArchive, 'documents'>;
  /** Legal time. */
  now(): number;
  /** Does somebody have the database open to serve it? */
  readonly running: boolean;
}

/** What the last backup told of itself, as far as it is looked at. */
interface BackupTold {
  readonly at: string;
  readonly file: string;
  readonly missing: readonly string[];
  readonly verified: boolean;
}

/** What `status` says of one thing: for programs, for people, and what asks for somebody. */
export interface StatusPart {
  readonly json: Readonly<Record<string, unknown>>;
  readonly lines: readonly (readonly [name: string, value: string | undefined])[];
  readonly alarms: readonly Alarm[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const OLD_BACKUP_MS = 8 * DAY_MS;

/** A document of ours that holds JSON. */
async function told<T>({ store }: StatusGround, name: string): Promise<T | undefined> {
  const document = await store.document(name);
  return document && (JSON.parse(new TextDecoder().decode(document.bytes)) as T);
}

/** Is somebody there? Another process may hold the database open without serving: the heartbeat tells. */
export async function servicePart(provider: StatusGround): Promise<StatusPart> {
  const now = provider.now();
  const beat = (await provider.store.document(HEARTBEAT))?.at;
  const serving = provider.running && beat !== undefined && now - beat <= SILENCE_MS;
  const outages = await readOutages(provider.store);
  const open = outages.filter((outage) => outageState(outage, now) === 'lasting');
  const isPlanned = open.some(({ kind }) => kind === 'planned');
  const since = isoDate(beat);
  const isSilent = since !== undefined && !serving && !isPlanned;
  return {
    json: { serving, lastHeartbeat: since, openOutages: open.length },
    lines: [
      ['service', serving ? 'served' : since === undefined ? 'was never served' : `not served since ${since}`],
      ['outages', open.length === 0 ? 'none now' : open.map(tellOutage).join('; ')],
    ],
    alarms: [
      ...(isSilent
        ? [{ code: 'service-silent', values: { since }, text: `nobody serves this provider since ${since}` } as const]
        : []),
      ...open.filter(({ kind }) => kind !== 'planned').map(outageAlarm),
    ],
  };
}

const tellOutage = ({ from, kind, points, reason }: Outage) =>
  `${kind} since ${isoDate(from)} (${points.join(', ')}): ${reason}`;

function outageAlarm(outage: Outage): Alarm {
  const { kind, from, points, reason } = outage;
  const values = { kind, since: new Date(from).toISOString(), points: points.join(', '), reason };
  return { code: 'outage-lasts', values, text: `an outage lasts: ${tellOutage(outage)}` };
}

/** Availability of the quadrimestre (spec 16.1; T141). */
export async function slaPart(provider: StatusGround): Promise<StatusPart> {
  const now = provider.now();
  const period = quadrimestreOf(now);
  const found = judgeAvailability(period, await readOutages(provider.store), now);
  const left = found.leftMs / MINUTE_MS;
  const value = `${found.percent.toFixed(3)} %, ${left.toFixed(1)} minutes left of ${(found.allowedMs / MINUTE_MS).toFixed(1)}`;
  return {
    json: {
      sla: {
        ...{ year: period.year, quadrimestre: period.number, percent: found.percent, minutesLeft: left },
        ...{ keepsTotal: found.keepsTotal, keepsSingle: found.keepsSingle },
      },
    },
    lines: [['availability', value]],
    alarms: slaAlarms(found),
  };
}

function slaAlarms(found: ReturnType<typeof judgeAvailability>): readonly Alarm[] {
  const alarms: Alarm[] = [];
  const percent = found.percent.toFixed(3);
  const left = (found.leftMs / MINUTE_MS).toFixed(1);
  if (!found.keepsTotal) {
    const text = `the availability owed is not kept: ${percent} % of 99.8 %`;
    alarms.push({ code: 'availability-lost', values: { percent: Number(percent) }, text });
  } else if (found.leftMs < found.allowedMs / 10) {
    const text = `only ${left} minutes of outage are left`;
    alarms.push({ code: 'availability-short', values: { minutes: Number(left) }, text });
  }
  if (!found.keepsSingle) {
    const longest = (found.longestMs / MINUTE_MS).toFixed(1);
    const text = `one outage lasted ${longest} minutes: over half of what is allowed`;
    alarms.push({ code: 'availability-long-outage', values: { minutes: Number(longest) }, text });
  }
  return alarms;
}

/** How the last probe of the service went (spec 16.2); nothing where none is set. */
export async function probePart({ store }: StatusGround): Promise<StatusPart> {
  const document = await store.document(LAST_PROBE);
  const { at, outcome, run } = document === undefined ? {} : readProbeState(document.bytes);
  if (outcome === undefined) return { json: {}, lines: [], alarms: [] };
  const { kind } = outcome;
  const told = kind === 'good' ? `good, ${outcome.tookMs} ms from hand-in to receipt` : outcome.why;
  const count = run === undefined || run.count < 2 ? '' : `, ${run.count} failed in a row`;
  return {
    json: { probe: { at: isoDate(at), kind, told, failedInARow: run?.count ?? 0 } },
    lines: [['last probe', `${isoDate(at)} ${told}${count}`]],
    // What failed is told as an outage, once it is one.
    alarms:
      kind === 'unable'
        ? [{ code: 'probe-unable', values: { why: told }, text: `the availability is not probed: ${told}` }]
        : [],
  };
}

/** Is the clock right? (spec 15.1; T139) */
export async function clockPart(provider: StatusGround): Promise<StatusPart> {
  const state = await told<ClockState>(provider, CLOCK_STATE);
  if (state === undefined)
    return { json: {}, lines: [['clock', 'not compared: no time servers are set (clock.servers)']], alarms: [] };
  const { judgement, isStopped, at } = state;
  const offsetMs = judgement.kind === 'unknown' ? undefined : Math.round(judgement.offsetMs * 10) / 10;
  const offset = offsetMs === undefined ? 'unknown' : `${offsetMs} ms from UTC`;
  return {
    json: { clock: { at: isoDate(at), offsetMs, kind: judgement.kind, isStopped, servers: state.servers } },
    lines: [['clock', `${offset}, ${judgement.answered} servers asked ${isoDate(at)}`]],
    alarms: clockAlarms(state, offsetMs, offset),
  };
}

function clockAlarms(
  { judgement, isStopped, servers }: ClockState,
  offsetMs: number | undefined,
  offset: string,
): readonly Alarm[] {
  if (isStopped) {
    const text = `nothing is signed: the clock is ${offset}`;
    return offsetMs === undefined
      ? [{ code: 'clock-stopped-unknown', values: {}, text }]
      : [{ code: 'clock-stopped', values: { offsetMs }, text }];
  }
  if (judgement.kind === 'warning' && offsetMs !== undefined)
    return [
      { code: 'clock-off', values: { offsetMs }, text: `the clock is ${offset}: mend it before the signing stops` },
    ];
  if (judgement.kind !== 'unknown') return [];
  const silent = servers.filter(({ why }) => why !== undefined).map(({ server, why }) => `${server}: ${why}`);
  const why = silent.join(', ');
  return [{ code: 'clock-uncompared', values: { why }, text: `too few time servers answer: ${why}` }];
}

/** The last backup and the last run of the retention. */
export async function keepingPart(provider: StatusGround): Promise<StatusPart> {
  const now = provider.now();
  const backup = await told<BackupTold>(provider, LAST_BACKUP);
  const retention = await told<{ readonly at: string; readonly removed: Readonly<Record<string, number>> }>(
    provider,
    LAST_RETENTION,
  );
  const alarms: Alarm[] = [];
  const missing = backup?.missing.length ?? 0;
  if (backup !== undefined && now - Date.parse(backup.at) > OLD_BACKUP_MS)
    alarms.push({ code: 'backup-old', values: { at: backup.at }, text: `the last backup is of ${backup.at}` });
  if (missing > 0) {
    const text = `${missing} bodies were missing at the last backup: ceralacca check`;
    alarms.push({ code: 'backup-incomplete', values: { count: missing }, text });
  }
  const removed = Object.entries(retention?.removed ?? {}).filter(([, count]) => count > 0);
  const what = removed.length === 0 ? 'nothing was old enough' : removed.map(([name, n]) => `${n} ${name}`).join(', ');
  return {
    json: { backup, retention },
    lines: [
      ['last backup', backup ? `${backup.at} ${backup.file}${backup.verified ? ', read again' : ''}` : 'none yet'],
      ['retention', retention ? `${retention.at}: ${what}` : 'not run yet'],
    ],
    alarms,
  };
}

const MIB = 1_048_576;
const GIB = 1_073_741_824;

interface Disk {
  readonly what: string[];
  readonly path: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Room on the disks of the data folders; several on one disk are told once. */
export async function disksPart(folders: Readonly<Record<string, string>>): Promise<StatusPart> {
  const disks = new Map<number, Disk>();
  for (const [what, folder] of Object.entries(folders)) {
    // Not made yet: then it will be in the folder above it.
    const path = existsSync(folder) ? folder : dirname(folder);
    const found = await Promise.all([stat(path), statfs(path)]).catch(() => undefined);
    if (found === undefined) continue;
    const [{ dev }, { bavail, blocks, bsize }] = found;
    const known = disks.get(dev);
    if (known !== undefined) known.what.push(what);
    else disks.set(dev, { what: [what], path, freeBytes: bavail * bsize, totalBytes: blocks * bsize });
  }
  const all = [...disks.values()];
  return {
    json: { disks: all },
    lines: all.map((disk) => ['disk', tellDisk(disk)]),
    alarms: all.filter(isLow).map(diskAlarm),
  };
}

function diskAlarm(disk: Disk): Alarm {
  const { what, freeBytes, totalBytes } = disk;
  const values = { what: what.join(', '), freeBytes, totalBytes };
  return { code: 'disk-fills', values, text: `the disk fills: ${tellDisk(disk)}` };
}

function tellDisk({ what, freeBytes, totalBytes }: Disk): string {
  const [unit, name] = totalBytes < GIB ? [MIB, 'MiB'] : [GIB, 'GiB'];
  return `${what.join(', ')}: ${(freeBytes / unit).toFixed(1)} of ${(totalBytes / unit).toFixed(1)} ${name} free`;
}

function isLow({ freeBytes, totalBytes }: Disk): boolean {
  return freeBytes < 2 * GIB || (freeBytes < totalBytes / 20 && freeBytes < 50 * GIB);
}

export function isoDate(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString();
}
