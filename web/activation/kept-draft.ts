import { type Draft, EMPTY_DRAFT } from './applicant-draft.ts';

const KEPT_AS = 'ceralacca.activation-draft';

/** What is typed stays with this tab until it is sent: a phone that looks elsewhere for a number may load the page again. */
export function keepDraft(draft: Draft): void {
  try {
    sessionStorage.setItem(KEPT_AS, JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing: it is typed again.
  }
}

/** What was typed here before; of fields that there are, and only text. */
export function keptDraft(): Partial<Draft> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? '{}');
    const known = Object.entries(Object(kept)).filter(
      ([name, text]) => name in EMPTY_DRAFT && typeof text === 'string',
    );
    return Object.fromEntries(known);
  } catch {
    return {};
  }
}

export function forgetDraft(): void {
  try {
    sessionStorage.removeItem(KEPT_AS);
  } catch {
    // Nothing was kept.
  }
}
