import i18next from 'i18next';
import { use, useMemo, useSyncExternalStore } from 'react';
import type { Language } from '#contract';
import { plain } from './plain.ts';

/** Texts by name, in groups: `{ list: { empty: '…' } }`. Plural forms end in `_one` and `_other`. */
export interface Catalogue {
  readonly [name: string]: string | Catalogue;
}
/** The same names with other words: what a translation has to be. */
export type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };

type Singular<K extends string> = K extends `${infer Base}_one` ? Base : K extends `${string}_other` ? never : K;
/** `list.empty`: what a text is asked by. */
export type KeyOf<T> = {
  [K in keyof T & string]: T[K] extends string ? Singular<K> : `${K}.${KeyOf<T[K]>}`;
}[keyof T & string];

/** What is put into a text; of numbers `count` chooses the plural. */
export type Values = Readonly<Record<string, string | number | undefined>>;
export type Say<T> = (key: KeyOf<T>, values?: Values) => string;

type Load = { readonly [L in Language]: () => Promise<Catalogue> };

/** A catalogue in all languages, each loaded when it is first spoken. */
export interface Area<T> {
  readonly name: string;
  readonly load: Load;
  /** Names the shape of its texts; never there. */
  readonly shape?: T;
}

const areas = new Map<string, Load>();
const loading = new Map<string, Promise<void>>();
const i18n = i18next.createInstance();
void i18n.init({
  lng: 'it',
  fallbackLng: false,
  resources: {},
  initAsync: false,
  // What strangers wrote is put in as text: React escapes.
  interpolation: { escapeValue: false },
  returnEmptyString: false,
});

/** Makes a catalogue known. `T` is the Italian one; the others have its shape. */
export function area<T extends Catalogue>(name: string, load: Load): Area<T> {
  areas.set(name, load);
  return { name, load };
}

function loaded(name: string, language: Language): Promise<void> {
  const key = `${language} ${name}`;
  const known = loading.get(key);
  if (known !== undefined) return known;
  const load = areas.get(name)?.[language] ?? (() => Promise.resolve({}));
  const begun = load().then((texts) => void i18n.addResourceBundle(language, name, texts, true, true));
  loading.set(key, begun);
  return begun;
}

export function spoken(): Language {
  return i18n.language as Language;
}

/** Speaks another language, after all known catalogues have come. */
export async function speak(language: Language): Promise<void> {
  await Promise.all([...areas.keys()].map((name) => loaded(name, language)));
  document.documentElement.lang = language;
  await i18n.changeLanguage(language);
}

const subscribe = (told: () => void) => {
  i18n.on('languageChanged', told);
  return () => i18n.off('languageChanged', told);
};

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, spoken);
}

/** The texts of a catalogue, as a function; waits (Suspense) when they have not come yet. */
export function useTexts<T extends Catalogue>(of: Area<T>): Say<T> {
  const language = useLanguage();
  use(loaded(of.name, language));
  return useMemo(() => sayIn(of, language), [of, language]);
}

/** Is there a text of this name, that came from elsewhere? The catalogue must have come. */
export function isTextOf<T extends Catalogue>(of: Area<T>, key: string): key is KeyOf<T> {
  return [key, `${key}_other`].some((name) => i18n.exists(name, { ns: of.name, lng: spoken() }));
}

/** The texts of a catalogue outside a component; it must have come. */
export function sayIn<T extends Catalogue>(of: Area<T>, language: Language = spoken()): Say<T> {
  const numbers = new Intl.NumberFormat(language);
  return (key, values = {}) => {
    const plural = typeof values.count === 'number' ? (values.count === 1 ? '_one' : '_other') : '';
    const whole = plural !== '' && i18n.exists(`${key}${plural}`, { ns: of.name, lng: language }) ? plural : '';
    const replace = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'number' ? numbers.format(value) : plain(value ?? ''),
      ]),
    );
    return i18n.t(`${key}${whole}` as string, { ns: of.name, lng: language, replace }) as string;
  };
}
