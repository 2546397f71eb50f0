import { area } from '#kit';
import type { it } from './folder-texts-it.ts';

/** What is said where folders are made, renamed, moved and deleted. */
export const folderTexts = area<typeof it>('folder', {
  it: () => import('./folder-texts-it.ts').then((texts) => texts.it),
  en: () => import('./folder-texts-en.ts').then((texts) => texts.en),
  de: () => import('./folder-texts-de.ts').then((texts) => texts.de),
});
