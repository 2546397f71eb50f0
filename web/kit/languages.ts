import type { Language } from '#contract';
import { api } from './api.ts';
import { me } from './session.ts';
import { speak } from './texts.ts';

/** As the contract has them; the pages take types alone from there. */
export const LANGUAGES_SPOKEN = ['it', 'en', 'de'] as const satisfies readonly Language[];

const KEPT_AS = 'ceralacca.language';

const isSpoken = (word: string | null | undefined): word is Language =>
  LANGUAGES_SPOKEN.some((language) => language === word);

/** Chosen here before, else the first of the browser's that we speak, else Italian. */
export function firstLanguage(kept: string | null, browser: readonly string[]): Language {
  if (isSpoken(kept)) return kept;
  return browser.map((tag) => tag.slice(0, 2).toLowerCase()).find(isSpoken) ?? 'it';
}

export function rememberedLanguage(): Language {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEPT_AS);
  } catch {
    // A browser that keeps nothing: every visit begins anew.
  }
  return firstLanguage(kept, navigator.languages);
}

/** Speaks it, here and wherever this person signs in. */
export async function speakFromNowOn(language: Language): Promise<void> {
  await speak(language);
  try {
    localStorage.setItem(KEPT_AS, language);
  } catch {
    // Kept for this page alone.
  }
  if (me.get() !== undefined) await api('PATCH /session', {}, { body: { language } }).catch(() => {});
}
