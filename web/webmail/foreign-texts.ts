import { area } from '#kit';
import type { it } from './foreign-texts-it.ts';

/** Texts of files that tell of something: appointments, contacts. */
export const foreignTexts = area<typeof it>('foreign', {
  it: () => import('./foreign-texts-it.ts').then((texts) => texts.it),
  en: () => import('./foreign-texts-en.ts').then((texts) => texts.en),
  de: () => import('./foreign-texts-de.ts').then((texts) => texts.de),
});
