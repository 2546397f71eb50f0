import type { Language } from '#contract';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Codes that name no country of today, or none at all (CLDR knows them all the same). */
const NONE = new Set([
  'AC',
  'AN',
  'BU',
  'CP',
  'CQ',
  'CS',
  'CT',
  'DD',
  'DG',
  'DY',
  'EA',
  'EU',
  'EZ',
  'FQ',
  'FX',
  'HV',
  'IC',
  'JT',
  'MI',
  'NH',
  'NQ',
  'NT',
  'PC',
  'PU',
  'PZ',
  'QO',
  'QU',
  'RH',
  'SU',
  'TA',
  'TP',
  'UK',
  'UN',
  'VD',
  'WK',
  'XA',
  'XB',
  'YD',
  'YU',
  'ZR',
  'ZZ',
]);

/** All countries by their names in a language; Italy first. */
export function countriesIn(language: Language): readonly { readonly code: string; readonly name: string }[] {
  const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
  const all = LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).flatMap((code) => {
    const name = NONE.has(code) ? undefined : names.of(code);
    return name === undefined ? [] : [{ code, name }];
  });
  const sorted = all.sort((a, b) => a.name.localeCompare(b.name, language));
  return [...sorted.filter(({ code }) => code === 'IT'), ...sorted.filter(({ code }) => code !== 'IT')];
}
