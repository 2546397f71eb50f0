import type { Policy } from '#contract';
import { typedInstant } from './log-words.ts';

/** A policy as it is typed: everything text. */
export interface PolicyDraft {
  readonly ordinary: 'inherit' | 'accept' | 'refuse' | 'forward';
  readonly refusal: string;
  /** The first day on which it is refused; and the instant as it stood, which a day alone would round. */
  readonly refusedFrom: string;
  readonly refusedFromWas: string;
  readonly forwardTo: string;
  readonly isClosed: boolean;
  /** One a line. */
  readonly allowed: string;
  readonly maxRecipients: string;
  /** MiB. */
  readonly product: string;
  readonly perHour: string;
  readonly secondFactor: 'inherit' | 'wanted' | 'required';
  readonly isUnfrozenByOperator: boolean;
  readonly isEnrolmentOpen: boolean;
}

export type PolicyFault = 'forwardTo' | 'refusedFrom' | 'allowed' | 'maxRecipients' | 'product' | 'perHour';

const MIB = 1_048_576;

export function draftOf(policy: Policy): PolicyDraft {
  const { ordinaryMail: ordinary, closedChannel, maxBytesTimesRecipients: product } = policy;
  const from = ordinary?.kind === 'refuse' ? (ordinary.from ?? '') : '';
  return {
    ordinary: ordinary?.kind ?? 'inherit',
    refusal: ordinary?.kind === 'refuse' ? (ordinary.text ?? '') : '',
    refusedFrom: from.slice(0, 10),
    refusedFromWas: from,
    forwardTo: ordinary?.kind === 'forward' ? ordinary.to : '',
    isClosed: closedChannel !== undefined,
    allowed: closedChannel?.allowOnly.join('\n') ?? '',
    maxRecipients: policy.maxRecipients === undefined ? '' : String(policy.maxRecipients),
    product: product === undefined ? '' : String(product / MIB),
    perHour: policy.submissionsPerHour === undefined ? '' : String(policy.submissionsPerHour),
    secondFactor: policy.secondFactor ?? 'inherit',
    isUnfrozenByOperator: policy.unfreeze === 'operator',
    isEnrolmentOpen: policy.enrolment === 'open',
  };
}

const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+$/;
/** What the law guarantees to every holder (DM a12). */
const LEAST_RECIPIENTS = 50;
const LEAST_MIB = 30;

/** What is typed, as a policy, or what is wrong with it. A closed channel lets domains, addresses, or `ipa` through. */
export function readDraft(
  draft: PolicyDraft,
): { readonly policy: Policy } | { readonly faults: readonly PolicyFault[] } {
  const allowOnly = linesOf(draft.allowed);
  const product = Number(draft.product.trim().replace(',', '.')) * MIB;
  const faults: PolicyFault[] = [];
  if (draft.ordinary === 'forward' && !ADDRESS.test(draft.forwardTo.trim())) faults.push('forwardTo');
  if (draft.ordinary === 'refuse' && draft.refusedFrom !== '' && typedInstant(draft.refusedFrom, '') === undefined)
    faults.push('refusedFrom');
  if (draft.isClosed && allowOnly.length === 0) faults.push('allowed');
  if (!isCount(draft.maxRecipients, LEAST_RECIPIENTS)) faults.push('maxRecipients');
  if (draft.product.trim() !== '' && !(product >= LEAST_MIB * MIB && product <= Number.MAX_SAFE_INTEGER))
    faults.push('product');
  if (!isCount(draft.perHour, 1)) faults.push('perHour');
  if (faults.length > 0) return { faults };
  return {
    policy: {
      ...(draft.ordinary !== 'inherit' && { ordinaryMail: ordinaryOf(draft) }),
      ...(draft.isClosed && { closedChannel: { allowOnly } }),
      ...(draft.maxRecipients.trim() !== '' && { maxRecipients: Number(draft.maxRecipients) }),
      ...(draft.product.trim() !== '' && { maxBytesTimesRecipients: Math.round(product) }),
      ...(draft.perHour.trim() !== '' && { submissionsPerHour: Number(draft.perHour) }),
      ...(draft.secondFactor !== 'inherit' && { secondFactor: draft.secondFactor }),
      ...(draft.isUnfrozenByOperator && { unfreeze: 'operator' }),
      ...(draft.isEnrolmentOpen && { enrolment: 'open' }),
    },
  };
}

function ordinaryOf(draft: PolicyDraft): NonNullable<Policy['ordinaryMail']> {
  const text = draft.refusal.trim();
  if (draft.ordinary === 'forward') return { kind: 'forward', to: draft.forwardTo.trim() };
  if (draft.ordinary !== 'refuse') return { kind: 'accept' };
  const isAsItWas = draft.refusedFromWas !== '' && draft.refusedFrom === draft.refusedFromWas.slice(0, 10);
  const from = isAsItWas ? draft.refusedFromWas : typedInstant(draft.refusedFrom, '');
  return { kind: 'refuse', ...(text !== '' && { text }), ...(from !== undefined && { from }) };
}

function isCount(text: string, least: number): boolean {
  const words = text.trim();
  return words === '' || (/^\d{1,9}$/.test(words) && Number(words) >= least);
}

export function linesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((word) => word !== ''))];
}
