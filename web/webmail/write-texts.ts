import { area } from '#kit';
import type { it } from './write-texts-it.ts';

/** What is said where one writes. */
export const writeTexts = area<typeof it>('write', {
  it: () => import('./write-texts-it.ts').then((texts) => texts.it),
  en: () => import('./write-texts-en.ts').then((texts) => texts.en),
  de: () => import('./write-texts-de.ts').then((texts) => texts.de),
});
