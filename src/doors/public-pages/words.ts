import type { Language } from '#contract';
import { type Instant, isoLegalTime } from '#pec';
import { de } from './words-de.ts';
import { en } from './words-en.ts';
import { it, type Words } from './words-it.ts';

export type { Words } from './words-it.ts';

export const WORDS: Readonly<Record<Language, Words>> = { it, en, de };

/** A phrase with its gaps filled. */
export function fill(phrase: string, values: Readonly<Record<string, string | number>>): string {
  return phrase.replace(/\{(\w+)\}/g, (gap, name: string) => (name in values ? String(values[name]) : gap));
}

const LOCALES: Readonly<Record<Language, string>> = { it: 'it-IT', en: 'en-GB', de: 'de-DE' };

/** Legal time, as people write it: to the minute, with the zone where it matters. */
export function writtenTime(at: Instant, language: Language): string {
  const form = { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Rome' } as const;
  return new Intl.DateTimeFormat(LOCALES[language], form).format(at);
}

/** `2026-11-22` as people write it. */
export function writtenDay(day: string, language: Language): string {
  const at = Date.parse(`${day}T12:00:00Z`);
  if (Number.isNaN(at)) return day;
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}

export function dayOf(at: Instant): string {
  return isoLegalTime(at).slice(0, 10);
}

/** Decimal units, as providers promise them. */
export function writtenSize(octets: number, language: Language): string {
  const [divisor, unit] = octets >= 1e9 ? [1e9, 'GB'] : octets >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${writtenNumber(Math.round((octets / divisor) * 10) / 10, language)} ${unit}`;
}

export function writtenNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language]).format(value);
}

export function writtenShare(share: number, language: Language): string {
  const form = { minimumFractionDigits: 2, maximumFractionDigits: 3 } as const;
  return `${new Intl.NumberFormat(LOCALES[language], form).format(share * 100)}\u00a0%`;
}
