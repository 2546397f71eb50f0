import { area } from './texts.ts';
import type { it } from './texts-it.ts';

/** What the parts of the kit say themselves. */
export const kitTexts = area<typeof it>('kit', {
  it: () => import('./texts-it.ts').then((texts) => texts.it),
  en: () => import('./texts-en.ts').then((texts) => texts.en),
  de: () => import('./texts-de.ts').then((texts) => texts.de),
});
