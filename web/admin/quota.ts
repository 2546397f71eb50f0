import type { Language } from '#contract';

const GB = 1e9;

/** Octets as people type them, in GB: at most two places behind the comma. */
export function quotaText(bytes: number | undefined, language: Language): string {
  if (bytes === undefined) return '';
  return new Intl.NumberFormat(language, { maximumFractionDigits: 2, useGrouping: false }).format(bytes / GB);
}

/** What was typed, in octets; NaN when it is no capacity, undefined when nothing was typed. What was not changed stays to the octet. */
export function readQuota(text: string, was: number | undefined, language: Language): number | undefined {
  const typed = text.trim();
  if (typed === '') return undefined;
  if (was !== undefined && typed === quotaText(was, language)) return was;
  const bytes = /^\d{1,6}([.,]\d{1,6})?$/.test(typed) ? Math.round(Number(typed.replace(',', '.')) * GB) : Number.NaN;
  return bytes > 0 ? bytes : Number.NaN;
}
