import type { AdminMailbox, MailboxState } from '#contract';

const STATES: readonly MailboxState[] = ['active', 'receive-only', 'suspended', 'read-only', 'closing', 'revoked'];

/** What one may make of a mailbox: every state can follow every other, but nothing follows `revoked` (it is given again by reassigning). */
export function nextStates(state: MailboxState): readonly MailboxState[] {
  return state === 'revoked' ? [] : STATES.filter((one) => one !== state);
}

export type StateTone = 'good' | 'wait' | 'bad' | 'plain';

export function stateTone({ state, frozen }: Pick<AdminMailbox, 'state' | 'frozen'>): StateTone {
  if (frozen !== undefined) return 'bad';
  if (state === 'active') return 'good';
  return state === 'revoked' ? 'plain' : 'wait';
}

/** What stops mail that comes in stands out in dialogs. */
export function isGrave(state: MailboxState): boolean {
  return state === 'closing' || state === 'revoked' || state === 'suspended' || state === 'read-only';
}

/** Boxes of the provider itself have room without end. */
export function isUnlimited({ quotaBytes }: Pick<AdminMailbox, 'quotaBytes'>): boolean {
  return quotaBytes >= 1e15;
}

/** From 0 to 1. */
export function fullness({ usedBytes, quotaBytes }: Pick<AdminMailbox, 'usedBytes' | 'quotaBytes'>): number {
  return quotaBytes === 0 ? 0 : Math.min(1, usedBytes / quotaBytes);
}

/** The last day of a mailbox that closes: `until` is the instant after it, at midnight in Rome. */
export function lastDay(until: string): string {
  return new Date(Date.parse(until) - 1).toISOString();
}
