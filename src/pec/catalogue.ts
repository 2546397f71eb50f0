import type { DaticertType, ErrorType, MessageNumber } from './facts.ts';
import { PREFIX, RICEVUTA, type RicevutaValue, TRASPORTO } from './wire.ts';

/** Who a generated message is addressed to. */
export type Addressee =
  /** The original sender's reverse path. */
  | 'sender'
  /** `mailReceipt` of the sender's provider: its service mailbox. */
  | 'mail-receipt'
  /** The recipients of the message that came in. */
  | 'inherited';

/** One row of the catalogue of generated messages (spec 4.2 and 4.5). */
export interface NoticeType {
  readonly number: MessageNumber;
  /** Name for people and logs, in the words of the Italian rules. */
  readonly name: string;
  readonly point: 'AP' | 'InP' | 'DP';
  readonly header:
    | { readonly ricevuta: RicevutaValue }
    | { readonly trasporto: (typeof TRASPORTO)[keyof typeof TRASPORTO] };
  /** X-VerificaSicurezza: errore stands on it. */
  readonly virus: boolean;
  readonly prefix: string;
  readonly to: Addressee;
  /** Absent: no daticert.xml. */
  readonly tipo?: DaticertType;
  readonly errors: readonly ErrorType[];
  /** May it carry postacert.eml? */
  readonly original: 'always' | 'may' | 'never';
}

const notice = (
  number: MessageNumber,
  name: string,
  point: NoticeType['point'],
  ricevuta: RicevutaValue,
  prefix: string,
  rest: { to?: Addressee; errors?: readonly ErrorType[]; virus?: boolean; original?: NoticeType['original'] } = {},
): NoticeType => ({
  number,
  name,
  point,
  header: { ricevuta },
  virus: rest.virus ?? false,
  prefix,
  to: rest.to ?? 'sender',
  tipo: ricevuta,
  errors: rest.errors ?? ['nessuno'],
  original: rest.original ?? 'never',
});

/** The fourteen messages as data (spec 4.2). */
export const NOTICE_TYPES: Readonly<Record<MessageNumber, NoticeType>> = {
  M1: notice('M1', 'ricevuta di accettazione', 'AP', RICEVUTA.accettazione, PREFIX.accettazione),
  M2: notice('M2', 'avviso di non accettazione', 'AP', RICEVUTA.nonAccettazione, PREFIX.nonAccettazione, {
    errors: ['altro'],
  }),
  M3: notice(
    'M3',
    'avviso di non accettazione per virus',
    'AP',
    RICEVUTA.nonAccettazione,
    PREFIX.nonAccettazioneVirus,
    { errors: ['virus'], virus: true },
  ),
  M4: {
    number: 'M4',
    name: 'busta di trasporto',
    point: 'AP',
    header: { trasporto: TRASPORTO.postaCertificata },
    virus: false,
    prefix: PREFIX.postaCertificata,
    to: 'inherited',
    tipo: TRASPORTO.postaCertificata,
    errors: ['nessuno'],
    original: 'always',
  },
  M5: notice('M5', 'ricevuta di presa in carico', 'InP', RICEVUTA.presaInCarico, PREFIX.presaInCarico, {
    to: 'mail-receipt',
  }),
  M6: {
    number: 'M6',
    name: 'busta di anomalia',
    point: 'InP',
    header: { trasporto: TRASPORTO.errore },
    virus: false,
    prefix: PREFIX.anomalia,
    to: 'inherited',
    errors: [],
    original: 'always',
  },
  // X-VerificaSicurezza does not stand on rilevazione-virus (RFC 6109 3.2.3).
  M7: notice('M7', 'avviso di rilevazione virus', 'InP', RICEVUTA.rilevazioneVirus, PREFIX.rilevazioneVirus, {
    to: 'mail-receipt',
    errors: ['virus'],
  }),
  M8: notice(
    'M8',
    'avviso di mancata consegna per virus',
    'InP',
    RICEVUTA.erroreConsegna,
    PREFIX.mancataConsegnaVirus,
    { errors: ['virus'], virus: true },
  ),
  M9: notice(
    'M9',
    'avviso di mancata consegna (12 ore)',
    'AP',
    RICEVUTA.preavvisoErroreConsegna,
    PREFIX.superamentoTempo,
    { errors: ['altro'] },
  ),
  M10: notice(
    'M10',
    'avviso di mancata consegna (24 ore)',
    'AP',
    RICEVUTA.preavvisoErroreConsegna,
    PREFIX.superamentoTempo,
    { errors: ['altro'] },
  ),
  M11: notice('M11', 'ricevuta di avvenuta consegna', 'DP', RICEVUTA.avvenutaConsegna, PREFIX.consegna, {
    original: 'may',
  }),
  M12: notice('M12', 'ricevuta di avvenuta consegna breve', 'DP', RICEVUTA.avvenutaConsegna, PREFIX.consegna, {
    original: 'may',
  }),
  M13: notice('M13', 'ricevuta di avvenuta consegna sintetica', 'DP', RICEVUTA.avvenutaConsegna, PREFIX.consegna),
  M14: notice('M14', 'avviso di mancata consegna', 'DP', RICEVUTA.erroreConsegna, PREFIX.mancataConsegna, {
    errors: ['no-dest', 'no-dominio', 'altro'],
  }),
};

/** All numbers, in order. */
export const MESSAGE_NUMBERS = Object.keys(NOTICE_TYPES) as readonly MessageNumber[];
