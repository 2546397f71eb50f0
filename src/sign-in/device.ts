import type { Language } from '#contract';

/** The program and the system somebody comes with, as people call them. */
export interface Device {
  readonly browser: string;
  readonly system: string;
}

/** In this order: each names those after it too. */
const BROWSERS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bEdgA?\/|\bEdgiOS\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];
const SYSTEMS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPad\b/, 'iPad'],
  [/\biPhone\b|\biPod\b/, 'iPhone'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

/** What a User-Agent says (RFC 9110 10.1.5), in words that are told back to a person: none of his own octets. */
export function readDevice(userAgent: string): Device {
  const find = (known: typeof BROWSERS) => known.find(([pattern]) => pattern.test(userAgent))?.[1] ?? '';
  return { browser: find(BROWSERS), system: find(SYSTEMS) };
}

const ON: Readonly<Record<Language, string>> = { it: 'su', en: 'on', de: 'unter' };
const UNKNOWN: Readonly<Record<Language, string>> = {
  it: 'Programma sconosciuto',
  en: 'Unknown program',
  de: 'Unbekanntes Programm',
};

/** `Firefox su Linux`. */
export function describeDevice({ browser, system }: Device, language: Language): string {
  if (browser === '') return system === '' ? UNKNOWN[language] : system;
  return system === '' ? browser : `${browser} ${ON[language]} ${system}`;
}
