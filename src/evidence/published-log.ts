import { hex } from '#mime';
import { type Instant, isoLegalTime, readIsoLegalTime } from '#pec';
import { decodeBase64, encodeBase64Line } from './base64-text.ts';
import { EvidenceFault } from './fault.ts';
import { headJson, readHeadJson } from './head-json.ts';
import { hashFromHex } from './hex-text.ts';
import type { HeadEvidence } from './judge-head.ts';
import type { LogHead } from './log-head.ts';
import { listOf, objectOf, parseJson, textOf } from './read-json.ts';

// What a provider publishes of its log (docs/sealed-log.md): written by its door, read by those who watch it.

/** Heads in one answer; who wants more asks again, after the last day. */
export const MAX_HEADS = 100;
/** Contradictions in one answer: the newest. */
export const MAX_ALARMS = 100;
const MAX_PATH = 128;
const MAX_REASON = 1_000;

/** A head with what it says, for those who list it. */
export interface PublishedHead extends HeadEvidence {
  readonly head: LogHead;
}

/** Two heads of one provider that can't both be true, as their witness kept them. */
export interface LogAlarm {
  readonly at: Instant;
  readonly reason: string;
  /** CMS with the heads inside, DER: what was seen before, and what was shown then. */
  readonly heads: readonly Uint8Array[];
}

/** What a witness publishes of another provider's log. */
export interface WitnessPage {
  readonly heads: readonly HeadEvidence[];
  readonly alarms: readonly LogAlarm[];
}

export function writeHeadPage(heads: readonly PublishedHead[]): string {
  return JSON.stringify({ heads: heads.map(toldHead) });
}

/** Throws EvidenceFault; nothing in it is verified yet. */
export function readHeadPage(text: string): readonly HeadEvidence[] {
  return listOf(objectOf(parseJson(text)).heads, MAX_HEADS).map(readHeadJson);
}

export function writeWitnessPage(heads: readonly PublishedHead[], alarms: readonly LogAlarm[]): string {
  return JSON.stringify({ heads: heads.map(toldHead), alarms: alarms.map(alarmJson) });
}

/** Throws EvidenceFault; nothing in it is verified yet. */
export function readWitnessPage(text: string): WitnessPage {
  const { heads, alarms } = objectOf(parseJson(text));
  return { heads: listOf(heads, MAX_HEADS).map(readHeadJson), alarms: listOf(alarms, MAX_ALARMS).map(readAlarmJson) };
}

/** Digests from the leaf up (RFC 9162 2.1.3, 2.1.4), with whatever else the answer tells. */
export function writeProof(path: readonly Uint8Array[], told: Readonly<Record<string, string | number>>): string {
  return JSON.stringify({ ...told, path: path.map(hex) });
}

/** Throws EvidenceFault. */
export function readProof(text: string): readonly Uint8Array[] {
  return listOf(objectOf(parseJson(text)).path, MAX_PATH).map((one) => hashFromHex(one, 'evidence: path'));
}

export function alarmJson({ at, reason, heads }: LogAlarm) {
  return { at: isoLegalTime(at), reason, heads: heads.map(encodeBase64Line) };
}

/** Throws EvidenceFault. */
export function readAlarmJson(value: unknown): LogAlarm {
  const { at, reason, heads } = objectOf(value);
  const instant = readIsoLegalTime(textOf(at, 40));
  if (instant === undefined) throw new EvidenceFault('evidence: an alarm without its instant');
  return {
    at: instant,
    reason: textOf(reason, MAX_REASON),
    heads: listOf(heads, 2).map((one) => decodeBase64(one, 'evidence: head')),
  };
}

/** What stands beside the CMS is for people; programs believe what is inside it. */
function toldHead(published: PublishedHead) {
  const { day, size, final, at } = published.head;
  return { day, size, final, at: isoLegalTime(at), ...headJson(published) };
}
