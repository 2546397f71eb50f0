import type { Sentence } from '#contract';

/** What is wrong with a file of mailboxes as a whole, or with a row beside others. */
export const bulkWords = {
  notUtf8: { it: 'Il file non è in UTF-8.', en: 'The file is not UTF-8.', de: 'Die Datei ist nicht in UTF-8.' },
  notCsv: (why: string): Sentence => ({
    it: `Il file non è un CSV: ${why}`,
    en: `The file is no CSV: ${why}`,
    de: `Die Datei ist kein CSV: ${why}`,
  }),
  tooMany: (most: number): Sentence => ({
    it: `Un file ha al massimo ${most} righe.`,
    en: `A file has at most ${most} rows.`,
    de: `Eine Datei hat höchstens ${most} Zeilen.`,
  }),
  unknown: (what: 'organisation' | 'office', name: string): Sentence =>
    what === 'organisation'
      ? {
          it: `Nessuna organizzazione si chiama «${name}».`,
          en: `No organisation is called “${name}”.`,
          de: `Keine Organisation heißt „${name}“.`,
        }
      : {
          it: `L’organizzazione non ha un ufficio «${name}»: va creato prima.`,
          en: `The organisation has no office “${name}”: make it first.`,
          de: `Die Organisation hat kein Büro „${name}“: bitte zuerst anlegen.`,
        },
  noColumn: (name: string): Sentence => ({
    it: `Nella prima riga manca la colonna ${ITALIAN[name] ?? name}.`,
    en: `The first row has no column ${name}.`,
    de: `In der ersten Zeile fehlt die Spalte ${name}.`,
  }),
  columnTwice: {
    it: 'La prima riga nomina due volte la stessa colonna.',
    en: 'The first row names a column twice.',
    de: 'Die erste Zeile nennt eine Spalte zweimal.',
  },
  again: (row: number): Sentence => ({
    it: `È già nella riga ${row}.`,
    en: `It stands in row ${row} already.`,
    de: `Steht schon in Zeile ${row}.`,
  }),
} as const;

const ITALIAN: Readonly<Record<string, string>> = {
  address: 'indirizzo',
  holder: 'titolare',
  holderKind: 'tipo',
  contactAddress: 'contatto',
};

const ADDRESS: Sentence = {
  it: 'Manca, o non è un indirizzo.',
  en: 'It is missing, or no address.',
  de: 'Fehlt oder ist keine Adresse.',
};
const OF_COLUMN: Readonly<Record<string, Sentence>> = {
  address: ADDRESS,
  contactAddress: ADDRESS,
  holder: {
    it: 'Manca il nome del titolare, o è troppo lungo.',
    en: 'The name of the holder is missing, or too long.',
    de: 'Der Name des Inhabers fehlt oder ist zu lang.',
  },
  holderKind: {
    it: 'È uno di: persona, impresa, professionista, ente, straniero.',
    en: 'It is one of: person, firm, professional, public-body, foreign-resident.',
    de: 'Erlaubt sind: person, firm, professional, public-body, foreign-resident.',
  },
  quotaMiB: {
    it: 'Non è un numero di MiB.',
    en: 'It is no number of MiB.',
    de: 'Keine Zahl von MiB.',
  },
};
const OTHER: Sentence = { it: 'Non è giusto.', en: 'It is not right.', de: 'Nicht richtig.' };

/** What a cell of this column must be. */
export function columnWords(column: string): Sentence {
  return OF_COLUMN[column] ?? OTHER;
}
