import type { Language } from '#contract';
import { statementsDe } from './statements-de.ts';
import { statementsEn } from './statements-en.ts';
import { statementsIt } from './statements-it.ts';

export interface StatementFacts {
  readonly name: string;
  /** Addresses stand as `{service}` and `{contact}` in the texts: the page guards them. */
  readonly serviceAddress: string;
  readonly contact: string;
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
