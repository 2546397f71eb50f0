import { area } from '#kit';
import type { it } from './words-it.ts';

/** Everything the pages for applicants say. */
export const words = area<typeof it>('activation', {
  it: () => import('./words-it.ts').then((texts) => texts.it),
  en: () => import('./words-en.ts').then((texts) => texts.en),
  de: () => import('./words-de.ts').then((texts) => texts.de),
});
