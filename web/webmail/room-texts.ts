import { area } from '#kit';
import type { it } from './room-texts-it.ts';

/** What is said in the pages beside reading and writing. */
export const roomTexts = area<typeof it>('room', {
  it: () => import('./room-texts-it.ts').then((texts) => texts.it),
  en: () => import('./room-texts-en.ts').then((texts) => texts.en),
  de: () => import('./room-texts-de.ts').then((texts) => texts.de),
});
