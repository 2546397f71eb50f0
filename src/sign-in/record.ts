import { z } from 'zod';
import { LANGUAGES } from '#contract';
import type { Card, CardChange, CardReads, Step, Store } from '#ports';
import { refused } from './refusals.ts';

/** One card for each login: whatever concerns its signing in changes by comparing versions, so that nothing counts twice. */
export const RECORD_KIND = 'sign-in';

const instant = z.number();

const passkey = z.object({
  /** Credential id, base64url. */
  id: z.string(),
  /** COSE key, base64url. */
  publicKey: z.string(),
  counter: z.number(),
  transports: z.array(z.string()).optional(),
  name: z.string(),
  since: instant,
  lastUsed: instant.optional(),
});
export type Passkey = z.output<typeof passkey>;

const happening = z.object({
  at: instant,
  kind: z.string(),
  about: z.string().optional(),
  device: z.string().optional(),
});
export type Happening = z.output<typeof happening>;

const record = z.object({
  /** What authenticators know him by: chance, since it is kept outside (WebAuthn 14.6.1). The key of the card. */
  handle: z.string().optional(),
  language: z.enum(LANGUAGES).optional(),
  totp: z.object({ sealed: z.string(), since: instant, lastStep: z.number() }).optional(),
  passkeys: z.array(passkey).default([]),
  /** Of the recovery codes that are left: sealed digests, or marks of before. */
  recoveryCodes: z.array(z.string()).default([]),
  /** Of marks: name of the key that made them; absent: the first that this provider had. */
  recoveryKey: z.string().optional(),
  /** Wrong codes one after the other; none is looked at before `until` (monotonic). */
  wrongCodes: z.object({ count: z.number(), until: z.number() }).optional(),
  /** Digests of what browsers that came in are known by, the latest first. */
  devices: z.array(z.string()).default([]),
  /** The latest first. */
  happenings: z.array(happening).default([]),
  noticeAddresses: z.array(z.string()).default([]),
  lastLogin: instant.optional(),
  /** His password is a first one that somebody else chose. */
  mustChangePassword: z.literal(true).optional(),
});
export type SignInRecord = z.output<typeof record>;

export const MOST_HAPPENINGS = 50;
export const MOST_DEVICES = 30;

export function readRecord(card: Card | undefined): SignInRecord {
  return record.parse(card?.value ?? {});
}

export function hasFactor({ totp, passkeys }: SignInRecord): boolean {
  return totp !== undefined || passkeys.length > 0;
}

/** With one more happening, the oldest forgotten. */
export function withHappening(kept: SignInRecord, happened: Happening): SignInRecord {
  return { ...kept, happenings: [happened, ...kept.happenings].slice(0, MOST_HAPPENINGS) };
}

/** What is to be recorded, and what to answer then. */
export interface Recorded<T> {
  /** Absent: stays as it is, and so do all cards and accounts. */
  readonly record?: SignInRecord;
  readonly step?: Step;
  readonly answer: T;
}

const TRIES = 8;

/**
 * Judges and records in one commit: whoever else changed the record, or a card that `judge` named, makes it judge anew what stands there
 * now. So of two that bring the same code at the same time one is refused. `judge` throws a Refusal to record nothing.
 */
export async function changeRecord<T>(
  login: string,
  store: CardReads & Pick<Store, 'commit'>,
  at: number,
  judge: (kept: SignInRecord) => Promise<Recorded<T>>,
): Promise<T> {
  for (let tries = 0; tries < TRIES; tries++) {
    const card = await store.card(RECORD_KIND, login);
    const { record: changed, step = {}, answer } = await judge(readRecord(card));
    const put = changed && putRecord(login, changed, card?.version ?? 0, at);
    const cards = [...(step.cards ?? []), ...(put ? [put] : [])];
    if (cards.length === 0 && Object.keys(step).length === 0) return answer;
    const result = await store.commit({ ...step, cards });
    if (result.done) return answer;
    if (result.failed.kind !== 'card') throw new Error(`sign-in could not be recorded: ${result.failed.kind}`);
  }
  throw refused.busy();
}

/** Against the version that was read: whoever changed it meanwhile makes the commit fail. */
export function putRecord(login: string, value: SignInRecord, was: number, at: number): CardChange {
  const { handle } = value;
  return {
    kind: 'put',
    card: { kind: RECORD_KIND, id: login, owner: login, value, at, ...(handle && { key: handle }) },
    was,
  };
}
