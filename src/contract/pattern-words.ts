import type { Sentence } from './refusal.ts';

export const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+$/;
// Written out, not `\p{Cc}`: it stands in the OpenAPI document, and the patterns of Python know no classes of Unicode.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
export const NO_CONTROLS = /^[^\x00-\x1f\x7f-\x9f]*$/;
/** Of a person (16 signs), or of a firm or body (11 digits). */
export const TAX_CODE = /^([A-Z0-9]{16}|\d{11})$/;
export const SIX_DIGITS = /^\d{6}$/;

const WORDS: readonly (readonly [RegExp, Sentence])[] = [
  [ADDRESS, { it: 'Non è un indirizzo valido.', en: 'Not a valid address.', de: 'Keine gültige Adresse.' }],
  [
    NO_CONTROLS,
    {
      it: 'Una riga sola, senza caratteri di controllo.',
      en: 'One line only, without control characters.',
      de: 'Nur eine Zeile, ohne Steuerzeichen.',
    },
  ],
  [
    TAX_CODE,
    {
      it: 'Un codice fiscale ha 16 caratteri, o 11 cifre se è di una società o di un ente.',
      en: 'A tax code has 16 characters, or 11 digits if it is that of a company or body.',
      de: 'Eine Steuernummer hat 16 Zeichen, oder 11 Ziffern, wenn sie einer Firma oder Körperschaft gehört.',
    },
  ],
  [SIX_DIGITS, { it: 'Sono sei cifre.', en: 'It has six digits.', de: 'Es sind sechs Ziffern.' }],
];
const KNOWN = new Map(WORDS.map(([pattern, words]) => [`${pattern}`, words]));

const OTHER: Sentence = {
  it: 'Non ha la forma richiesta.',
  en: 'It does not have the form that is asked for.',
  de: 'Es hat nicht die verlangte Form.',
};

/** What a pattern of the contract asks for, for people: nobody is shown the pattern. */
export function patternWords(pattern: string): Sentence {
  return KNOWN.get(pattern) ?? OTHER;
}
