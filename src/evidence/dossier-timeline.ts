import { type Instant, NOTICE_TYPES, wire } from '#pec';
import type { LogEntry } from './log-record-text.ts';
import type { Words } from './words.ts';

/** One thing that happened to the message, for people. */
export interface TimelineEvent {
  readonly at: Instant;
  readonly what: Words;
  /** Whom it is about; empty: the whole message. */
  readonly recipients: readonly string[];
  readonly outcome: 'good' | 'bad' | 'neutral';
  readonly note?: string;
}

const { RICEVUTA, TRASPORTO } = wire;

type Told = readonly [it: string, en: string, outcome: TimelineEvent['outcome']];

// Maps: what the log of a stranger calls an event may be called as a member of any object is.
const TIPI: ReadonlyMap<string, Told> = new Map(
  Object.entries<Told>({
    [RICEVUTA.accettazione]: ['Accettato dal gestore del mittente', "Accepted by the sender's provider", 'good'],
    [RICEVUTA.nonAccettazione]: ['Non accettato', 'Not accepted', 'bad'],
    [RICEVUTA.presaInCarico]: [
      'Preso in carico dal gestore del destinatario',
      "Taken in charge by the recipient's provider",
      'neutral',
    ],
    [RICEVUTA.avvenutaConsegna]: ['Consegnato nella casella', 'Delivered into the mailbox', 'good'],
    [RICEVUTA.erroreConsegna]: ['Mancata consegna', 'Not delivered', 'bad'],
    [RICEVUTA.preavvisoErroreConsegna]: [
      'Avviso: nessuna notizia della consegna',
      'Notice: no news of the delivery',
      'bad',
    ],
    [RICEVUTA.rilevazioneVirus]: ['Rilevato un virus', 'A virus was found', 'bad'],
    [TRASPORTO.postaCertificata]: ['Busta di trasporto emessa', 'Transport envelope issued', 'neutral'],
  }),
);

/** What goes from provider to provider, and never to the sender (RFC 6109 3.2.1 and 3.2.3). */
const BETWEEN_PROVIDERS: ReadonlyMap<string, Told> = new Map(
  Object.entries<Told>({
    [RICEVUTA.presaInCarico]: [
      'Il gestore del mittente ha avuto la presa in carico',
      "The sender's provider has the take-charge receipt",
      'neutral',
    ],
    [RICEVUTA.rilevazioneVirus]: [
      'Il gestore del mittente ha avuto l’avviso di virus',
      "The sender's provider has the notice of a virus",
      'bad',
    ],
  }),
);

const EVENTS: ReadonlyMap<string, Told> = new Map(
  Object.entries<Told>({
    RicezioneBusta: [
      'Busta giunta al gestore del destinatario',
      "Envelope arrived at the recipient's provider",
      'neutral',
    ],
    RicezioneAnomala: ['Giunto un avviso, non come atteso', 'A notice arrived, not as expected', 'neutral'],
    RicezioneNonCorrelata: ['Giunto un avviso, non come atteso', 'A notice arrived, not as expected', 'neutral'],
    SmtpInoltro: ['Inoltrato al gestore del destinatario', "Handed to the recipient's provider", 'neutral'],
    SmtpRinvio: ['Inoltro rinviato: nuovo tentativo', 'Handing on put off: tried again', 'neutral'],
    SmtpErrore: ['Inoltro non riuscito', 'Handing on failed', 'bad'],
    Quarantena: ['Messo in quarantena', 'Put into quarantine', 'bad'],
    RicezioneDuplicato: ['Ricevuto di nuovo, non contato', 'Received again, not counted', 'neutral'],
  }),
);

/** What the log tells of one message, in its order, in words (spec 15.2). */
export function timelineOf(entries: readonly LogEntry[]): readonly TimelineEvent[] {
  return entries.flatMap((entry) => {
    const told = toldOf(entry);
    if (told === undefined) return [];
    const [it, en, outcome] = told;
    const recipients = entry.consegna === undefined ? (entry.ricezione ?? []) : [entry.consegna];
    const note = entry.erroreEsteso ?? entry.virus;
    return [{ at: entry.instant, what: { it, en }, outcome, recipients, ...(note !== undefined && { note }) }];
  });
}

function toldOf({ event, tipo = '' }: LogEntry): Told | undefined {
  const known = EVENTS.get(event);
  if (known !== undefined) return known;
  if (!event.startsWith('Ricezione')) return TIPI.get(tipo);
  const issued = event === 'RicezioneRicevuta' ? TIPI.get(tipo) : undefined;
  if (issued === undefined) return undefined;
  const [it, en, outcome] = issued;
  const heard = [`Ricevuta giunta al mittente: ${it.toLowerCase()}`, `Receipt came back: ${en.toLowerCase()}`] as const;
  return BETWEEN_PROVIDERS.get(tipo) ?? [...heard, outcome];
}

/** How it stands with one recipient, by what the log tells. */
export type RecipientOutcome = 'delivered' | 'failed' | 'expired' | 'taken' | 'waiting' | 'external';

/** The outcome at each recipient of a message sent, from the records of its sender's provider. */
export function outcomeOf(recipient: string, entries: readonly LogEntry[]): RecipientOutcome {
  const same = (address: string) => address.toLowerCase() === recipient.toLowerCase();
  const about = entries.filter(({ consegna, ricezione = [] }) => [consegna ?? '', ...ricezione].some(same));
  const has = (tipo: string) => about.some((entry) => entry.tipo === tipo);
  if (has(RICEVUTA.avvenutaConsegna)) return 'delivered';
  if (has(RICEVUTA.erroreConsegna)) return 'failed';
  const expired = about.some(
    ({ tipo, erroreEsteso = '' }) =>
      tipo === RICEVUTA.preavvisoErroreConsegna && erroreEsteso.startsWith(wire.ERROR_CODE.noDeliveryIn24Hours),
  );
  if (expired) return 'expired';
  return has(RICEVUTA.presaInCarico) ? 'taken' : 'waiting';
}

export const OUTCOMES: Readonly<Record<RecipientOutcome, Words>> = {
  delivered: { it: 'consegnato', en: 'delivered' },
  failed: { it: 'non consegnato', en: 'not delivered' },
  expired: { it: 'nessuna consegna entro 24 ore', en: 'no delivery within 24 hours' },
  taken: { it: 'preso in carico, consegna non ancora nota', en: 'taken in charge, delivery not known yet' },
  waiting: { it: 'nessuna notizia finora', en: 'no news yet' },
  external: { it: 'posta ordinaria: nessuna ricevuta', en: 'ordinary mail: no receipt' },
};

/** Name of a message by its number, in both languages. */
export function noticeName(number: string): Words {
  const it = number in NOTICE_TYPES ? NOTICE_TYPES[number as keyof typeof NOTICE_TYPES].name : 'messaggio';
  return { it, en: ENGLISH[number] ?? 'message' };
}

const ENGLISH: Readonly<Record<string, string>> = {
  M1: 'acceptance receipt',
  M2: 'refusal',
  M3: 'refusal because of a virus',
  M4: 'transport envelope',
  M5: 'take-charge receipt',
  M6: 'anomaly envelope',
  M7: 'notice of a virus found',
  M8: 'notice of non-delivery because of a virus',
  M9: 'notice of non-delivery (12 hours)',
  M10: 'notice of non-delivery (24 hours)',
  M11: 'delivery receipt',
  M12: 'delivery receipt, brief',
  M13: 'delivery receipt, synthetic',
  M14: 'notice of non-delivery',
};
