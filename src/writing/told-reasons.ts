import { FROZEN_REPLY } from '#accounts';
import type { ToldReason } from '#contract';
import { type ReadSentence, readFormFault, sentenceReader } from '#pec';

/** What is wrong with a file of rows, in the sentences that are kept. */
export const MERGE_FAULT = {
  unknownColumn: (name: string) => `la colonna {{${name}}} non c’è`,
  addressMissing: 'indirizzo non valido: manca',
  addressWrong: (address: string) => `indirizzo non valido: ${address}`,
  addressAgain: (row: string) => `stesso indirizzo della riga ${row}`,
  rowAgain: (row: string) => `uguale alla riga ${row}`,
  unevenRow: (cells: string, columns: string) => `ha ${cells} celle, le colonne sono ${columns}`,
} as const;

/** Why nothing went, where no notice tells it. */
export const NOT_SENT = {
  notTaken: 'il gestore ora non ha potuto prenderlo in carico: si riprova da soli',
  notPermitted: 'chi scrive non ha (o non ha più) il permesso di inviare da questa casella',
  notApproved: 'la casella chiede l’approvazione: l’invio multiplo lo avvia il titolare',
  mailboxClosed: 'la casella è chiusa',
  noAddress: 'indirizzo non valido',
  headerTooLong: 'intestazione troppo lunga',
} as const;

const readOurs = sentenceReader({
  ...MERGE_FAULT,
  ...NOT_SENT,
  virus: (name: string) => `virus: ${name}`,
  frozen: FROZEN_REPLY.text,
  tooManySent: (granted: string, rest: string) =>
    `questa casella ha gia' inviato ${granted} messaggi nell'ultima ora${rest}`,
});

const OTHER: ReadSentence = { code: 'other', words: [] };

/** One reason, as it was told in Italian; `other`: in words of somebody else. */
export function reasonIn(text: string): ToldReason {
  const { code, words } = readFormFault(text) ?? readOurs(text) ?? OTHER;
  return { code, words: [...words], text };
}

/** All that stand in one text, as the decision joined them. */
export function reasonsIn(text: string): ToldReason[] {
  return text.split('; ').map(reasonIn);
}
