import type { Sentence } from '#contract';

/** What is wrong with a file of the IPA, or with one of its rows: each says what became of the row. */
export const ipaWords = {
  noFamily: (family: string, columns: readonly string[]): Sentence => ({
    it: `Non è il file «${family}» dell’IPA: nella prima riga manca una colonna fra ${columns.join(', ')}.`,
    en: `This is not the file “${family}” of the IPA: its first row has none of ${columns.join(', ')}.`,
    de: `Das ist nicht die IPA-Datei „${family}“: In der ersten Zeile fehlt eine der Spalten ${columns.join(', ')}.`,
  }),
  unreadable: (row: number): Sentence => ({
    it: `Il file non è un CSV che si possa leggere: dopo la riga ${row} non si capisce dove finiscono i campi.`,
    en: `The file is no CSV that can be read: after row ${row} it is not clear where fields end.`,
    de: `Die Datei ist kein lesbares CSV: Nach Zeile ${row} ist nicht klar, wo Felder enden.`,
  }),
  missing: {
    body: {
      it: 'Manca il codice IPA dell’ente: riga non presa.',
      en: 'The IPA code of the body is missing: the row was left out.',
      de: 'Der IPA-Code der Körperschaft fehlt: Zeile ausgelassen.',
    },
    code: {
      it: 'Manca il codice: riga non presa.',
      en: 'The code is missing: the row was left out.',
      de: 'Der Code fehlt: Zeile ausgelassen.',
    },
    name: {
      it: 'Manca il nome: riga non presa.',
      en: 'The name is missing: the row was left out.',
      de: 'Der Name fehlt: Zeile ausgelassen.',
    },
  },
  twice: (code: string): Sentence => ({
    it: `${code} è già in una riga precedente: riga non presa.`,
    en: `${code} stands in an earlier row: this one was left out.`,
    de: `${code} steht schon in einer früheren Zeile: Zeile ausgelassen.`,
  }),
  noAddress: (column: string): Sentence => ({
    it: `${column} non è un indirizzo: la riga è presa senza.`,
    en: `${column} is no address: the row was taken without it.`,
    de: `${column} ist keine Adresse: Die Zeile wurde ohne sie übernommen.`,
  }),
} as const;
