import { area } from '#kit';
import type { it } from './team-texts-it.ts';

/** What is said about working together, writing to many, and programs. */
export const teamTexts = area<typeof it>('team', {
  it: () => import('./team-texts-it.ts').then((texts) => texts.it),
  en: () => import('./team-texts-en.ts').then((texts) => texts.en),
  de: () => import('./team-texts-de.ts').then((texts) => texts.de),
});
