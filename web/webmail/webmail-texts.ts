import { area } from '#kit';
import type { it } from './texts-it.ts';

/** What the webmail says where one reads. */
export const webmailTexts = area<typeof it>('webmail', {
  it: () => import('./texts-it.ts').then((texts) => texts.it),
  en: () => import('./texts-en.ts').then((texts) => texts.en),
  de: () => import('./texts-de.ts').then((texts) => texts.de),
});
