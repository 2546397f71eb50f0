import { sameAddress } from '#mime';
import { type Instant, nextTracking, type Recipient, type TrackingState, wire } from '#pec';
import type { LogRecord, StoredLogRecord } from '#ports';
import { type Reason, reasonOf } from './chain-reasons.ts';

const { RICEVUTA, ERROR_CODE } = wire;

export type ToldKind =
  | 'accepted'
  | 'not-accepted'
  | 'not-accepted-virus'
  | 'sent'
  | 'taken'
  | 'delivered'
  | 'failed'
  | 'virus'
  | 'warned'
  | 'expired';

/** One thing that the log tells of a message that was handed in here, or of one recipient of it. */
export interface Told {
  readonly kind: ToldKind;
  /** Absent: of the whole message. */
  readonly recipient?: string;
  /** As the receipt certifies it. */
  readonly at: Instant;
  readonly reason?: Reason;
  readonly record: StoredLogRecord;
  /** Which of several recipients of one record. */
  readonly part: number;
  /** It changed what was known; false: it came when the outcome was known already. */
  readonly isNews: boolean;
}

export interface KnownRecipient extends Recipient {
  /** Of a certified one, as the tracking has it (spec 11.2). */
  state: TrackingState;
  /** Of an ordinary one. */
  handed: 'waiting' | 'sent' | 'failed';
  readonly told: Told[];
}

/** What the log of the sender's provider tells of one message. */
export interface Replay {
  /** What accepted or refused it; absent: it was not handed in here. */
  readonly answer?: Told;
  /** Transport envelope; absent when it was refused. */
  readonly envelope?: StoredLogRecord;
  readonly recipients: readonly KnownRecipient[];
  /** In the order of the log. */
  readonly told: readonly Told[];
}

const HEARD: ReadonlySet<LogRecord['event']> = new Set([
  'RicezioneRicevuta',
  'RicezioneAnomala',
  'RicezioneNonCorrelata',
]);
const OF_TIPO = {
  [RICEVUTA.presaInCarico]: 'taken',
  [RICEVUTA.avvenutaConsegna]: 'delivered',
  [RICEVUTA.erroreConsegna]: 'failed',
  [RICEVUTA.rilevazioneVirus]: 'virus',
} as const;
type Heard = (typeof OF_TIPO)[keyof typeof OF_TIPO];

/** As the receipt says it, in whole seconds (RFC 6109 4.2): of what was issued here the log knows more than was certified. */
function certifiedAt({ data, instant }: LogRecord): Instant {
  return data ?? Math.floor(instant / 1_000) * 1_000;
}

/** Nothing final is known yet. */
const OPEN: ReadonlySet<TrackingState> = new Set(['WAITING', 'TAKEN', 'WARNED', 'WARNED_TAKEN']);

/**
 * Goes through the records of one message in their order, as its tracking went through what they tell (`nextTracking`). What came before
 * it was accepted, or speaks of who is no recipient, tells nothing; a repetition is no news. So "delivered" stands nowhere but on a
 * receipt that the incoming point took from the provider of that recipient while a delivery could still be believed.
 */
export function replay(records: readonly StoredLogRecord[]): Replay {
  return new Walk().through(records);
}

/** What a provider says of a message of somebody else that bears the same identificativo tells nothing of this one. */
export function isOfSender({ mittente }: Pick<LogRecord, 'mittente'>, answer: Pick<LogRecord, 'mittente'>): boolean {
  return sameAddress(mittente ?? '', answer.mittente ?? '');
}

class Walk {
  readonly #recipients: KnownRecipient[] = [];
  readonly #told: Told[] = [];
  #answer: Told | undefined;
  #envelope: StoredLogRecord | undefined;

  through(records: readonly StoredLogRecord[]): Replay {
    for (const record of records) this.#take(record);
    const [answer, envelope] = [this.#answer, this.#envelope];
    return { ...(answer && { answer }), ...(envelope && { envelope }), recipients: this.#recipients, told: this.#told };
  }

  #take(record: StoredLogRecord): void {
    const { event, point } = record;
    if (event === 'BustaTrasporto' && point === 'AP') this.#envelope ??= record;
    else if (event === 'Accettazione') this.#answerWith('accepted', record);
    else if (event === 'NonAccettazione') this.#answerWith('not-accepted', record);
    else if (event === 'NonAccettazioneVirus') this.#answerWith('not-accepted-virus', record);
    else if (this.#answer?.kind !== 'accepted') return;
    else if (HEARD.has(event)) this.#hear(record);
    else if (event === 'PreavvisoMancataConsegna') this.#warn(record);
    else if (event === 'MancataConsegna' && point === 'AP') this.#fail('failed', 'FAILED', record);
    else if (event === 'MancataConsegnaVirus') this.#fail('virus', 'FAILED_VIRUS', record);
    else if (event === 'SmtpInoltro' || event === 'SmtpErrore') this.#relayed(record);
  }

  #answerWith(kind: ToldKind, record: StoredLogRecord): void {
    if (this.#answer !== undefined) return;
    const reason = kind === 'accepted' ? undefined : reasonOf(record);
    this.#answer = { kind, at: certifiedAt(record), ...(reason && { reason }), record, part: 0, isNews: true };
    this.#told.push(this.#answer);
    for (const { address, type } of record.destinatari ?? [])
      this.#recipients.push({ address, type, state: 'WAITING', handed: 'waiting', told: [] });
  }

  #find(address: string, type: Recipient['type']): KnownRecipient | undefined {
    return this.#recipients.find((known) => known.type === type && sameAddress(known.address, address));
  }

  #hear(record: StoredLogRecord): void {
    const event = OF_TIPO[record.tipo as keyof typeof OF_TIPO] as Heard | undefined;
    if (event === undefined || !isOfSender(record, this.#answer!.record)) return;
    const addresses = [...(record.consegna === undefined ? [] : [record.consegna]), ...(record.ricezione ?? [])];
    for (const [part, address] of addresses.entries()) {
      const known = this.#find(address, 'certificato');
      if (known) this.#hearOf(known, event, record, part);
    }
  }

  #hearOf(known: KnownRecipient, event: Heard, record: StoredLogRecord, part: number): void {
    const before = known.state;
    const { to, note } = nextTracking(before, event, record.instant, this.#answer!.record.instant);
    known.state = to;
    // Our own notice tells of a virus (M8): the detection (M7) is between providers.
    if (event === 'virus' || note === 'anomaly' || note === 'duplicate') return;
    // Between providers: of use to who wants to see the whole chain, even when the outcome came before it.
    const isLateTake = event === 'taken' && note === 'late';
    const kind = event === 'failed' && record.errore === 'virus' ? 'virus' : event;
    const reason = event === 'failed' ? reasonOf(record) : undefined;
    const at = certifiedAt(record);
    this.#tell(known, { kind, at, ...(reason && { reason }), record, part, isNews: !isLateTake });
  }

  #warn(record: StoredLogRecord): void {
    const known = this.#find(record.consegna ?? '', 'certificato');
    if (known === undefined) return;
    const isFinal = record.erroreEsteso?.startsWith(ERROR_CODE.noDeliveryIn24Hours) ?? false;
    if (isFinal && OPEN.has(known.state)) known.state = 'EXPIRED';
    if (!isFinal && known.state === 'WAITING') known.state = 'WARNED';
    this.#tellIssued(isFinal ? 'expired' : 'warned', known, record);
  }

  #fail(kind: 'failed' | 'virus', state: TrackingState, record: StoredLogRecord): void {
    const known = this.#find(record.consegna ?? '', 'certificato');
    if (known === undefined) return;
    if (OPEN.has(known.state)) known.state = state;
    this.#tellIssued(kind, known, record);
  }

  #tellIssued(kind: ToldKind, known: KnownRecipient, record: StoredLogRecord): void {
    const reason = reasonOf(record);
    this.#tell(known, { kind, at: certifiedAt(record), ...(reason && { reason }), record, part: 0, isNews: true });
  }

  /** What the network did with the envelope, for those who will never send a receipt. */
  #relayed(record: StoredLogRecord): void {
    const known = this.#find(record.consegna ?? '', 'esterno');
    const [stored] = record.related ?? [];
    if (known === undefined || known.handed !== 'waiting' || stored !== this.#envelope?.related?.[0]) return;
    known.handed = record.event === 'SmtpInoltro' ? 'sent' : 'failed';
    const reason = known.handed === 'failed' ? reasonOf(record) : undefined;
    const told = { at: record.instant, ...(reason && { reason }), record, part: 0, isNews: true };
    this.#tell(known, { kind: known.handed, ...told });
  }

  #tell(known: KnownRecipient, told: Omit<Told, 'recipient'>): void {
    if (known.told.some(({ kind }) => kind === told.kind)) return;
    const whole = { ...told, recipient: known.address };
    known.told.push(whole);
    this.#told.push(whole);
  }
}
