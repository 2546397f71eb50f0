import {
  CmsFault,
  evidenceRecordOf,
  readCertificate,
  readTimestampResponse,
  readTimestampToken,
  renewEvidenceRecords,
  verifyEvidenceRecord,
} from '#cms';
import { sealedNames } from '#message-log';
import { concat, hex } from '#mime';
import { type Instant, isoLegalTime } from '#pec';
import type { LogRecord, TimestampAuthority } from '#ports';
import { commitState, type KeptState } from './log-state.ts';
import { readWhole } from './read-whole.ts';
import { type SealingPorts, sha256Of } from './sealing-ports.ts';

/** Renewed so long before certificates or algorithms end, when they hold for longer than twice that. */
const AHEAD_MS = 180 * 86_400_000;
/** Who goes on signing with what has ended is not asked more often. */
const LEAST_MS = 86_400_000;
/** Days under one new time-stamp. */
const DAYS_AT_ONCE = 1_000;
/** Files written at once. */
const FILES_AT_ONCE = 64;

const TSR = '.log.tsr';

/** Answers when time-stamps must be renewed; each authority's certificate is judged once. */
export function renewals(ports: Pick<SealingPorts, 'timestampRoots' | 'legalTime' | 'digests'>) {
  const known = new Map<string, Promise<Instant>>();
  return async (token: Uint8Array, stamped: Uint8Array): Promise<Instant> => {
    const { certificates } = readTimestampToken(token);
    const key = hex(sha256Of(ports)(concat(certificates)));
    const asked = known.get(key) ?? holdsUntil(token, stamped, ports);
    known.set(key, asked);
    const before = await asked;
    const now = ports.legalTime.now();
    return Math.max(before - AHEAD_MS, now + (before - now) / 2, now + LEAST_MS);
  };
}

/** Until when its certificates and algorithms hold; where no root is known, until its own certificates end. */
async function holdsUntil(
  token: Uint8Array,
  sha256: Uint8Array,
  { timestampRoots: roots, legalTime }: Pick<SealingPorts, 'timestampRoots' | 'legalTime'>,
): Promise<Instant> {
  const question = { digests: { sha256 }, roots, at: legalTime.now() };
  const { renewBefore } = await verifyEvidenceRecord(evidenceRecordOf(token), question);
  if (renewBefore !== undefined) return renewBefore;
  const { certificates } = readTimestampToken(token);
  const ends = await Promise.all(certificates.map(async (one) => (await readCertificate(one)).notAfter));
  return Math.min(...ends, legalTime.now() + 2 * AHEAD_MS);
}

/**
 * Renews the time-stamps of all days, before what they were made with ends: an evidence record beside each, all under one new time-stamp
 * (RFC 4998 5.2). Throws TimestampUnavailable; who is interrupted begins again, and a day renewed twice is as good.
 */
export async function renewStamps(
  kept: KeptState,
  timestamps: TimestampAuthority,
  ports: SealingPorts,
): Promise<KeptState> {
  const { renewAt } = kept.state;
  if (renewAt === undefined || ports.legalTime.now() < renewAt) return kept;
  const days = (await ports.files.list('')).filter((name) => name.endsWith(TSR)).map((name) => name.slice(0, 10));
  const due = renewals(ports);
  let next = Number.POSITIVE_INFINITY;
  const stamp = async (digest: Uint8Array) => {
    const token = await timestamps.stamp(digest);
    next = Math.min(next, await due(token, digest));
    return token;
  };
  for (let at = 0; at < days.length; at += DAYS_AT_ONCE)
    await renewDays(days.slice(at, at + DAYS_AT_ONCE), stamp, ports);
  if (next === Number.POSITIVE_INFINITY) {
    const { renewAt: _past, ...state } = kept.state;
    return commitState(ports, kept, state, {});
  }
  const at = ports.legalTime.now();
  const what = `marche rinnovate fino al ${isoLegalTime(next).slice(0, 10)}: ${days.length} giorni, da ${days[0]} a ${days.at(-1)}`;
  const record: LogRecord = { instant: at, point: 'SYS', event: 'RegistroMarcato', eccezioni: [what] };
  return commitState(ports, kept, { ...kept.state, renewAt: next }, { log: [record] });
}

async function renewDays(
  days: readonly string[],
  stamp: (digest: Uint8Array) => Promise<Uint8Array>,
  { files }: SealingPorts,
): Promise<void> {
  const found: { readonly day: string; readonly record: Uint8Array }[] = [];
  for (const day of days) {
    const record = await recordOf(day, files);
    if (record !== undefined) found.push({ day, record });
  }
  const renewed = await renewEvidenceRecords(
    found.map(({ record }) => record),
    stamp,
  );
  for (let at = 0; at < found.length; at += FILES_AT_ONCE)
    await Promise.all(
      found.slice(at, at + FILES_AT_ONCE).map(({ day }, n) => files.write(sealedNames.renewal(day), renewed[at + n]!)),
    );
}

/** What carries the day now. One that cannot be read is nothing to renew: `log verify` finds it. */
async function recordOf(day: string, files: SealingPorts['files']): Promise<Uint8Array | undefined> {
  const record = await readWhole(files, sealedNames.renewal(day));
  if (record !== undefined) return record;
  const tsr = await readWhole(files, sealedNames.timestamp(day));
  try {
    const response = tsr && readTimestampResponse(tsr);
    return response?.granted ? evidenceRecordOf(response.token) : undefined;
  } catch (fault) {
    if (fault instanceof CmsFault) return undefined;
    throw fault;
  }
}
