import type { Policy } from '#contract';

/** A policy as it is typed: everything text. */
export interface PolicyDraft {
  readonly ordinary: 'inherit' | 'accept' | 'refuse' | 'forward';
  readonly refusal: string;
  readonly forwardTo: string;
  readonly isClosed: boolean;
  /** One a line. */
  readonly allowed: string;
  readonly maxRecipients: string;
  readonly perHour: string;
  readonly secondFactor: 'inherit' | 'wanted' | 'required';
}

export type PolicyFault = 'forwardTo' | 'allowed' | 'maxRecipients' | 'perHour';

export function draftOf(policy: Policy): PolicyDraft {
  const { ordinaryMail: ordinary, closedChannel } = policy;
  return {
    ordinary: ordinary?.kind ?? 'inherit',
    refusal: ordinary?.kind === 'refuse' ? (ordinary.text ?? '') : '',
    forwardTo: ordinary?.kind === 'forward' ? ordinary.to : '',
    isClosed: closedChannel !== undefined,
    allowed: closedChannel?.allowOnly.join('\n') ?? '',
    maxRecipients: policy.maxRecipients === undefined ? '' : String(policy.maxRecipients),
    perHour: policy.submissionsPerHour === undefined ? '' : String(policy.submissionsPerHour),
    secondFactor: policy.secondFactor ?? 'inherit',
  };
}

const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+$/;
const LEAST_RECIPIENTS = 50;

/** What is typed, as a policy, or what is wrong with it. A closed channel lets domains, addresses, or `ipa` through. */
export function readDraft(
  draft: PolicyDraft,
): { readonly policy: Policy } | { readonly faults: readonly PolicyFault[] } {
  const allowOnly = linesOf(draft.allowed);
  const faults: PolicyFault[] = [];
  if (draft.ordinary === 'forward' && !ADDRESS.test(draft.forwardTo.trim())) faults.push('forwardTo');
  if (draft.isClosed && allowOnly.length === 0) faults.push('allowed');
  if (!isCount(draft.maxRecipients, LEAST_RECIPIENTS)) faults.push('maxRecipients');
  if (!isCount(draft.perHour, 1)) faults.push('perHour');
  if (faults.length > 0) return { faults };
  return {
    policy: {
      ...(draft.ordinary !== 'inherit' && { ordinaryMail: ordinaryOf(draft) }),
      ...(draft.isClosed && { closedChannel: { allowOnly } }),
      ...(draft.maxRecipients.trim() !== '' && { maxRecipients: Number(draft.maxRecipients) }),
      ...(draft.perHour.trim() !== '' && { submissionsPerHour: Number(draft.perHour) }),
      ...(draft.secondFactor !== 'inherit' && { secondFactor: draft.secondFactor }),
    },
  };
}

function ordinaryOf({ ordinary, refusal, forwardTo }: PolicyDraft): NonNullable<Policy['ordinaryMail']> {
  if (ordinary === 'forward') return { kind: 'forward', to: forwardTo.trim() };
  if (ordinary === 'refuse') return { kind: 'refuse', ...(refusal.trim() !== '' && { text: refusal.trim() }) };
  return { kind: 'accept' };
}

function isCount(text: string, least: number): boolean {
  const words = text.trim();
  return words === '' || (/^\d{1,9}$/.test(words) && Number(words) >= least);
}

export function linesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((word) => word !== ''))];
}
