import type { Language } from '#contract';
import { statementsDe } from './statements-de.ts';
import { statementsEn } from './statements-en.ts';
import { statementsIt } from './statements-it.ts';

/** The day on which the pages were last examined as the statements say, and these texts read again; never simply today. */
export const REVIEWED_ON = '2026-11-22';

/** In the texts `{contact}` is where to write: the page guards the address. */
export interface StatementFacts {
  readonly name: string;
  readonly months: number;
  /** The day of the statement, as people write it. */
  readonly day: string;
}

export interface Statement {
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly { readonly title: string; readonly paragraphs: readonly string[] }[];
}

export interface Statements {
  readonly accessibility: Statement;
  readonly privacy: Statement;
}

/** The two statements every public service owes: accessibility (L. 4/2004, EN 301 549) and personal data (GDPR a13). */
export function statements(language: Language, facts: StatementFacts): Statements {
  return { it: statementsIt, en: statementsEn, de: statementsDe }[language](facts);
}
