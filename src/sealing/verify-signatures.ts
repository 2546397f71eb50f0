import {
  type CadesVerdict,
  CmsFault,
  digest,
  readCertificate,
  readTimestampResponse,
  verifyCades,
  verifyEvidenceRecord,
  verifyTimestamp,
} from '#cms';
import { type Day, fromHex } from '#evidence';
import { sealedNames } from '#message-log';
import { type Instant, isoLegalTime } from '#pec';
import { readWhole } from './read-whole.ts';
import type { Findings, VerifyLogPorts } from './verify-ports.ts';

const DAY_MS = 86_400_000;
/** Two clocks never agree to the millisecond. */
const CLOCK_TOLERANCE_MS = 60_000;

export interface JudgedSignatures {
  readonly signedBy?: string;
  readonly stampedAt?: Instant;
}

/** Judges signature and time-stamp of a day against the digest of its `.log`. `closed` and `domain`: as the file says. */
export async function verifySignatures(
  day: { readonly day: Day; readonly sha256: string; readonly closed?: Instant; readonly domain?: string },
  findings: Findings,
  ports: VerifyLogPorts,
): Promise<JudgedSignatures> {
  const p7s = await readWhole(ports.files, sealedNames.signature(day.day));
  if (p7s === undefined) {
    findings.add('missing', `${sealedNames.signature(day.day)} is missing`);
    return {};
  }
  const stampedAt = await verifyStamp(p7s, day, findings, ports);
  const { roots, timestampRoots, at, verify } = ports;
  const verdict = await verifyCades(p7s, {
    contentDigest: fromHex(day.sha256)!,
    roots,
    timestampRoots,
    at,
    ...(stampedAt !== undefined && { existedAt: stampedAt }),
    ...(verify && { verify }),
  });
  for (const reason of verdict.reasons) findings.add('signature', reason);
  const signedBy = await signerOf(verdict, day.domain, findings);
  return { ...(signedBy !== undefined && { signedBy }), ...(stampedAt !== undefined && { stampedAt }) };
}

/** The certificate must be one of the provider whose log it is. */
async function signerOf(
  { cms }: CadesVerdict,
  domain: string | undefined,
  findings: Findings,
): Promise<string | undefined> {
  if (cms?.signerCertificate === undefined) return undefined;
  const { subject, emailAddresses } = await readCertificate(cms.signerCertificate);
  const isOwn = domain === undefined || emailAddresses.some((one) => one.toLowerCase().endsWith(`@${domain}`));
  if (!isOwn)
    findings.add('signature', `signed with the certificate of ${emailAddresses.join(', ')}, not of ${domain}`);
  return subject;
}

async function verifyStamp(
  p7s: Uint8Array,
  { day, closed }: { readonly day: Day; readonly closed?: Instant },
  findings: Findings,
  ports: VerifyLogPorts,
): Promise<Instant | undefined> {
  const tsr = await readWhole(ports.files, sealedNames.timestamp(day));
  if (tsr === undefined) {
    const isLate = closed === undefined || ports.at - closed > DAY_MS;
    if (isLate)
      findings.add('missing', `${sealedNames.timestamp(day)} is missing: no authority says since when it exists`);
    else findings.notes.push('not time-stamped yet');
    return undefined;
  }
  const stampedAt = await judgeStamp(tsr, p7s, day, findings, ports);
  if (stampedAt === undefined || closed === undefined) return stampedAt;
  if (stampedAt < closed - CLOCK_TOLERANCE_MS)
    findings.add('time-stamp', `time-stamped on ${isoLegalTime(stampedAt)}, before the day was closed`);
  if (stampedAt > closed + DAY_MS)
    findings.notes.push(`time-stamped on ${isoLegalTime(stampedAt)}, more than a day after it was closed`);
  return stampedAt;
}

/** A time-stamp that no longer holds by itself is carried by its evidence record, when it was renewed in time (RFC 4998). */
async function judgeStamp(
  tsr: Uint8Array,
  p7s: Uint8Array,
  day: Day,
  findings: Findings,
  { files, timestampRoots: roots, at, verify }: VerifyLogPorts,
): Promise<Instant | undefined> {
  const sha256 = await digest('sha256', p7s);
  const how = { roots, at, ...(verify && { verify }) };
  const record = await readWhole(files, sealedNames.renewal(day));
  if (record !== undefined) {
    const renewed = await verifyEvidenceRecord(record, { digests: { sha256 }, ...how });
    if (renewed.valid) return renewed.existedAt;
    for (const reason of renewed.reasons) findings.add('time-stamp', `${sealedNames.renewal(day)}: ${reason}`);
  }
  try {
    const response = readTimestampResponse(tsr);
    if (!response.granted) throw new CmsFault('it grants nothing');
    const { valid, stampedAt, reasons } = await verifyTimestamp(response.token, { sha256, ...how });
    if (valid) return stampedAt;
    for (const reason of reasons) findings.add('time-stamp', reason);
  } catch (fault) {
    if (!(fault instanceof CmsFault)) throw fault;
    findings.add('time-stamp', `${sealedNames.timestamp(day)} cannot be read: ${fault.message}`);
  }
  return undefined;
}
