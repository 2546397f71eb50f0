import type { z } from 'zod';
import { patternWords, type Sentence } from '#contract';

type Issue = z.core.$ZodIssue;
type Bounded = Extract<Issue, { readonly code: 'too_big' | 'too_small' }>;

const said = (it: string, en: string, de: string): Sentence => ({ it, en, de });

const MISSING = said('Manca.', 'It is missing.', 'Es fehlt.');
const OTHER = said(
  'Non ha la forma richiesta.',
  'It does not have the form that is asked for.',
  'Es hat nicht die verlangte Form.',
);

/** What a field must be, as JSON and forms have it. */
const TYPES: Readonly<Record<string, Sentence>> = {
  string: said('Dev’essere un testo.', 'It must be a text.', 'Es muss ein Text sein.'),
  number: said('Dev’essere un numero.', 'It must be a number.', 'Es muss eine Zahl sein.'),
  int: said('Dev’essere un numero intero.', 'It must be a whole number.', 'Es muss eine ganze Zahl sein.'),
  boolean: said('Dev’essere true o false.', 'It must be true or false.', 'Es muss true oder false sein.'),
  array: said('Dev’essere una lista.', 'It must be a list.', 'Es muss eine Liste sein.'),
  object: said(
    'Dev’essere un oggetto con campi.',
    'It must be an object with fields.',
    'Es muss ein Objekt mit Feldern sein.',
  ),
};

const FORMATS: Readonly<Record<string, Sentence>> = {
  datetime: said(
    'Dev’essere un istante ISO 8601 con il fuso, per esempio 2026-03-02T09:00:00+01:00.',
    'It must be an ISO 8601 instant with its offset, e.g. 2026-03-02T09:00:00+01:00.',
    'Es muss ein Zeitpunkt nach ISO 8601 mit Zeitzone sein, z. B. 2026-03-02T09:00:00+01:00.',
  ),
  date: said('Dev’essere un giorno: AAAA-MM-GG.', 'It must be a day: YYYY-MM-DD.', 'Es muss ein Tag sein: JJJJ-MM-TT.'),
  url: said(
    'Dev’essere un indirizzo http o https.',
    'It must be an http or https address.',
    'Es muss eine http- oder https-Adresse sein.',
  ),
};

const UNITS: Readonly<Record<string, Sentence>> = {
  string: said('caratteri', 'characters', 'Zeichen'),
  array: said('voci', 'items', 'Einträge'),
};

/** What a schema has against a field, in words for who sent it: no names of its types, no patterns. `isMissing`: nothing was sent. */
export function faultWords(issue: Issue, isMissing: boolean): Sentence {
  if (isMissing) return MISSING;
  switch (issue.code) {
    case 'invalid_format':
      return issue.format === 'regex' ? patternWords(issue.pattern ?? '') : (FORMATS[issue.format] ?? OTHER);
    case 'invalid_type':
      return TYPES[issue.expected] ?? OTHER;
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options) ? oneOf(issue.options.map(String)) : OTHER;
    case 'too_big':
      return bounded(issue, String(issue.maximum), said('Al massimo', 'At most', 'Höchstens'));
    case 'too_small':
      return issue.origin === 'string' && Number(issue.minimum) === 1
        ? said('Non può essere vuoto.', 'It must not be empty.', 'Es darf nicht leer sein.')
        : bounded(issue, String(issue.minimum), said('Almeno', 'At least', 'Mindestens'));
    default:
      return OTHER;
  }
}

function oneOf(values: readonly string[]): Sentence {
  const listed = values.join(', ');
  return values.length === 1
    ? said(`Può essere solo ${listed}.`, `It can be ${listed} alone.`, `Es kann nur ${listed} sein.`)
    : said(`Uno tra: ${listed}.`, `One of: ${listed}.`, `Eines von: ${listed}.`);
}

function bounded({ origin }: Bounded, bound: string, begin: Sentence): Sentence {
  const unit = UNITS[origin];
  const end = (language: keyof Sentence) => (unit ? `${bound} ${unit[language]}.` : `${bound}.`);
  return said(`${begin.it} ${end('it')}`, `${begin.en} ${end('en')}`, `${begin.de} ${end('de')}`);
}
