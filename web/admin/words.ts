import { area } from '#kit';
import type { it as alarmsIt } from './words-alarms-it.ts';
import type { it as frameIt } from './words-frame-it.ts';
import type { it as holdersIt } from './words-holders-it.ts';
import type { it as levelsIt } from './words-levels-it.ts';
import type { it as pagesIt } from './words-pages-it.ts';
import type { it as runningIt } from './words-running-it.ts';

/** What the frame of the administration says, and what several pages share. */
export const frameWords = area<typeof frameIt>('admin', {
  it: () => import('./words-frame-it.ts').then((words) => words.it),
  en: () => import('./words-frame-en.ts').then((words) => words.en),
  de: () => import('./words-frame-de.ts').then((words) => words.de),
});

/** What asks for somebody, by its code. */
export const alarmWords = area<typeof alarmsIt>('admin-alarms', {
  it: () => import('./words-alarms-it.ts').then((words) => words.it),
  en: () => import('./words-alarms-en.ts').then((words) => words.en),
  de: () => import('./words-alarms-de.ts').then((words) => words.de),
});

/** Organisations, mailboxes, people, requests. */
export const holdersWords = area<typeof holdersIt>('admin-holders', {
  it: () => import('./words-holders-it.ts').then((words) => words.it),
  en: () => import('./words-holders-en.ts').then((words) => words.en),
  de: () => import('./words-holders-de.ts').then((words) => words.de),
});

/** Queue, log, findings, index. */
export const runningWords = area<typeof runningIt>('admin-running', {
  it: () => import('./words-running-it.ts').then((words) => words.it),
  en: () => import('./words-running-en.ts').then((words) => words.en),
  de: () => import('./words-running-de.ts').then((words) => words.de),
});

/** Availability, outages, malfunctions, records for the authority. */
export const levelsWords = area<typeof levelsIt>('admin-levels', {
  it: () => import('./words-levels-it.ts').then((words) => words.it),
  en: () => import('./words-levels-en.ts').then((words) => words.en),
  de: () => import('./words-levels-de.ts').then((words) => words.de),
});

/** The editor of public pages. */
export const pagesWords = area<typeof pagesIt>('admin-pages', {
  it: () => import('./words-pages-it.ts').then((words) => words.it),
  en: () => import('./words-pages-en.ts').then((words) => words.en),
  de: () => import('./words-pages-de.ts').then((words) => words.de),
});
