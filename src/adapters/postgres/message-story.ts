import type { Instant, Recipient } from '#pec';
import type { Dispatch, LogEvent, LogRecord, TrackingRow } from '#ports';

/** All that one provider knows of one identificativo. */
export interface MessageStory {
  readonly identificativo: string;
  /** In order of the log. */
  readonly records: readonly LogRecord[];
  /** Of a message accepted here. */
  readonly dispatch?: Dispatch;
  readonly tracking: readonly TrackingRow[];
}

/** Of one recipient, as this log tells it; instants in order of the log. */
export interface RecipientStory {
  readonly address: string;
  /** Take-charge receipts that came back to us, the sender's provider. */
  readonly takenThere: readonly Instant[];
  readonly deliveredThere: readonly Instant[];
  /** M14, theirs or ours. */
  readonly failed: readonly Instant[];
  readonly virusThere: readonly Instant[];
  /** M8. */
  readonly virusTold: readonly Instant[];
  /** M9 and M10. */
  readonly warned: readonly Instant[];
  /** What we issued as the recipient's provider: M5; M11-M13; M14; M7. */
  readonly takenHere: readonly Instant[];
  readonly deliveredHere: readonly Instant[];
  readonly failedHere: readonly Instant[];
  readonly virusHere: readonly Instant[];
}

export function recipientStory({ records }: MessageStory, address: string): RecipientStory {
  const own = records.filter((record) => speaksOf(record).some((name) => same(name, address)));
  const at = (choose: (record: LogRecord) => boolean) => own.filter(choose).map((record) => record.instant);
  const issued = (event: LogEvent, point: LogRecord['point']) =>
    at((record) => record.event === event && record.point === point);
  const received = (tipo: string) => at((record) => record.event === 'RicezioneRicevuta' && record.tipo === tipo);
  return {
    address,
    takenThere: received('presa-in-carico'),
    deliveredThere: received('avvenuta-consegna'),
    failed: [...received('errore-consegna'), ...issued('MancataConsegna', 'AP')],
    virusThere: received('rilevazione-virus'),
    virusTold: issued('MancataConsegnaVirus', 'AP'),
    warned: issued('PreavvisoMancataConsegna', 'AP'),
    takenHere: issued('PresaInCarico', 'InP'),
    deliveredHere: issued('Consegna', 'DP'),
    failedHere: issued('MancataConsegna', 'DP'),
    virusHere: issued('RilevazioneVirus', 'InP'),
  };
}

/** The recipients a record certifies something of: `ricezione` and `consegna` of its `daticert.xml`. */
export function speaksOf(record: LogRecord): readonly string[] {
  return [...(record.ricezione ?? []), ...(record.consegna === undefined ? [] : [record.consegna])];
}

export function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function certified(recipients: readonly Recipient[]): readonly string[] {
  return recipients.filter(({ type }) => type === 'certificato').map(({ address }) => address);
}

export function countOf(records: readonly LogRecord[], event: LogEvent): number {
  return records.filter((record) => record.event === event).length;
}
