/** What the fourteen messages say in their headers, their certification data and their text (spec 4.2, 6.3, 7). */
import { type MessageNumber, NOTICE_TYPES } from '#pec';
import type { Shape } from './shapes.ts';

/** The addresses of the cast. */
export const SENDER = 'mittente@azienda.example';
export const RECIPIENT = 'destinatario@ente.example';
export const OTHERS = ['esterno.uno@posta.example', 'esterno.due@posta.example'];
export const SUBJECT = 'Prova d\u2019invio: perch\u00e9';
export const MSGID = '<prova.1@client.example>';

export interface Kind {
  readonly number: MessageNumber;
  readonly errore: string;
  /** Children of `dati` after msgid, as XML. */
  readonly data: string;
  /** Readable text, after the title and the opening. */
  readonly words: readonly string[];
  readonly original: 'none' | 'whole' | 'breve' | 'foreign';
}

const code = (text: string) => `<errore-esteso>${text}</errore-esteso>`;
const CONSEGNA = `<consegna>${RECIPIENT}</consegna>`;
const ricevuta = (tipo: string) => `<ricevuta tipo="${tipo}"/>`;

/** The kind as this engine writes it: engines differ in the certification data of errors. */
export function kindOf(number: MessageNumber, shape: Shape): Kind {
  const { unknown, at } = shape;
  const before2016 = at < '2016-04-01';
  const error = (text: string) => code(before2016 ? text.replace(/^[\d.]+ - /, '') : text);
  const refused = `<consegna>${RECIPIENT}</consegna>`;
  const table: Readonly<Record<MessageNumber, Omit<Kind, 'number'>>> = {
    M1: says('nessuno', '', ['\u00e8 stato accettato dal sistema ed inoltrato.']),
    M2: says('altro', code('messaggio non conforme'), ['Il messaggio non \u00e8 stato accettato.']),
    M3: says('virus', code('5.5.1 - Eicar-Test-Signature'), ['\u00e8 stato rilevato un problema di sicurezza.']),
    M4: says('nessuno', ricevuta('completa'), ['Il messaggio originale \u00e8 incluso in allegato.'], 'whole'),
    M5: says('nessuno', `<ricezione>${RECIPIENT}</ricezione>`, ['\u00e8 stato accettato dal sistema.']),
    M6: says('', '', ['Tali dati non sono stati certificati per il seguente errore: mittente non di PEC'], 'foreign'),
    // Peers of 2008 wrote errore="altro" and ricezione for consegna (spec 6.3).
    M7: before2016
      ? says('altro', `<ricezione>${RECIPIENT}</ricezione>${error('Eicar-Test-Signature')}`, ['virus'])
      : says('virus', `${refused}${code('5.5.1 - Eicar-Test-Signature')}`, ['virus']),
    M8: says('virus', `${refused}${code('5.5.1 - Eicar-Test-Signature')}`, [
      'Il messaggio non \u00e8 stato consegnato.',
    ]),
    M9: says('altro', `${refused}${code('4.4.1 - nessuna notizia in 12 ore')}`, ['non \u00e8 stato consegnato.']),
    M10: says('altro', `${refused}${code('5.4.1 - mancata consegna in 24 ore')}`, ['non \u00e8 stato consegnato.']),
    M11: says('nessuno', `${ricevuta('completa')}${CONSEGNA}`, ['\u00e8 stato consegnato nella casella.'], 'whole'),
    M12: says('nessuno', `${ricevuta('breve')}${CONSEGNA}`, ['\u00e8 stato consegnato nella casella.'], 'breve'),
    M13: says('nessuno', `${ricevuta('sintetica')}${CONSEGNA}`, ['\u00e8 stato consegnato nella casella.']),
    M14: says(unknown.errore, `${refused}${error(unknown.words)}`, [
      `\u00e8 stato rilevato un errore ${unknown.words}.`,
      'Il messaggio \u00e8 stato rifiutato dal sistema.',
    ]),
  };
  return { number, ...table[number] };
}

function says(
  errore: string,
  data: string,
  words: readonly string[],
  original: Kind['original'] = 'none',
): Omit<Kind, 'number'> {
  return { errore, data, words, original };
}

/** Header lines by which the kind is known. */
export function kindHeaders(number: MessageNumber): readonly string[] {
  const { header, virus } = NOTICE_TYPES[number];
  const lines = 'ricevuta' in header ? [`X-Ricevuta: ${header.ricevuta}`] : [`X-Trasporto: ${header.trasporto}`];
  if (virus) lines.push('X-VerificaSicurezza: errore');
  if (number === 'M7') lines.push(`X-Mittente: ${SENDER}`);
  return lines;
}

export function isEnvelope(number: MessageNumber): boolean {
  return number === 'M4' || number === 'M6';
}
