import { digest } from '#cms';
import {
  alarmJson,
  type Day,
  type HeadEvidence,
  headJson,
  type LogAlarm,
  readAlarmJson,
  readHeadJson,
  readSignedHead,
  type SignedHead,
} from '#evidence';
import { hex } from '#mime';
import type { Instant } from '#pec';
import type { NamedDocument, Store } from '#ports';

/** Names of the documents of a witness. */
export const witnessNames = {
  /** The head of a provider that was seen last: what the next must be consistent with. */
  last: (domain: string) => `witness/${domain}/last`,
  days: (domain: string) => `witness/${domain}/day/`,
  /** The newest head of that day that we countersigned. */
  day: (domain: string, day: Day) => `witness/${domain}/day/${day}`,
  allAlarms: 'witness-alarm/',
  alarms: (domain: string) => `witness-alarm/${domain}/`,
  /** `kept`: digest of the head that was contradicted; one alarm for each, since the first tells all. */
  alarm: (domain: string, kept: string) => `witness-alarm/${domain}/${kept}`,
  /** Up to which of our days we have what a witness signed. */
  collected: (witness: string) => `witness/${witness}/collected`,
  /** Where our own log contradicts itself, by that witness: a line each. */
  allAccusations: 'witness-accusations/',
  accusations: (witness: string) => `witness-accusations/${witness}`,
  /** Alarms that a person has looked at. */
  allAcknowledged: 'witness-acknowledged/',
  acknowledged: (alarm: string) => `witness-acknowledged/${alarm}`,
} as const;

/** A head as it was shown to us, its signature verified. */
export interface SeenHead extends SignedHead {
  readonly evidence: HeadEvidence;
}

/** What was seen last, and the digest of the document that says so. */
export interface LastSeen {
  readonly seen: SeenHead | undefined;
  readonly at: Instant | undefined;
  readonly sha256: string | undefined;
}

export async function readLastSeen(store: Pick<Store, 'document'>, domain: string): Promise<LastSeen> {
  const document = await store.document(witnessNames.last(domain));
  if (document === undefined) return { seen: undefined, at: undefined, sha256: undefined };
  const sha256 = hex(await digest('sha256', document.bytes));
  return { seen: await readSeen(readHeadDocument(document)), at: document.at, sha256 };
}

/** Throws EvidenceFault when it is no signed head. */
export async function readSeen(evidence: HeadEvidence): Promise<SeenHead> {
  return { ...(await readSignedHead(evidence.p7m)), evidence };
}

export function headDocument(name: string, evidence: HeadEvidence, at: Instant): NamedDocument {
  return { name, bytes: utf8(JSON.stringify(headJson(evidence))), at };
}

export function readHeadDocument({ bytes }: NamedDocument): HeadEvidence {
  return readHeadJson(JSON.parse(new TextDecoder().decode(bytes)));
}

export async function alarmDocument(domain: string, alarm: LogAlarm): Promise<NamedDocument> {
  const kept = hex(await digest('sha256', alarm.heads[0]!)).slice(0, 32);
  return { name: witnessNames.alarm(domain, kept), bytes: utf8(JSON.stringify(alarmJson(alarm))), at: alarm.at };
}

export function readAlarmDocument({ bytes }: NamedDocument): LogAlarm {
  return readAlarmJson(JSON.parse(new TextDecoder().decode(bytes)));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
