import { area } from '#kit';
import type { it } from './secure-texts-it.ts';

/** What is said where one signs in, and about the safety of it. */
export const secureTexts = area<typeof it>('secure', {
  it: () => import('./secure-texts-it.ts').then((texts) => texts.it),
  en: () => import('./secure-texts-en.ts').then((texts) => texts.en),
  de: () => import('./secure-texts-de.ts').then((texts) => texts.de),
});
