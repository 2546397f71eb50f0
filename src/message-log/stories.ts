import { sameAddress } from '#mime';
import { type Instant, wire } from '#pec';
import type { AuditFinding, LogRecord, MessageHistory } from '#ports';
import { isOfSender } from './chain-replay.ts';

/** Tells one finding. */
export type Tell = (invariant: AuditFinding['invariant'], problem: string, recipient?: string) => void;

/** What one log tells about one message, sorted by who did it. */
export interface Story extends MessageHistory {
  /** Every record that names the message with its recipients, in the order of the log. */
  readonly records: readonly LogRecord[];
  /** As sender's provider. */
  readonly envelopes: readonly LogRecord[];
  readonly acceptances: readonly LogRecord[];
  readonly heard: readonly LogRecord[];
  readonly failures: readonly LogRecord[];
  readonly virusFailures: readonly LogRecord[];
  readonly warnings: readonly LogRecord[];
  /** As receiver's provider. */
  readonly received: readonly LogRecord[];
  readonly taken: readonly LogRecord[];
  readonly outcomes: readonly LogRecord[];
}

const HEARD: readonly LogRecord['event'][] = ['RicezioneRicevuta', 'RicezioneAnomala', 'RicezioneNonCorrelata'];

/** A log by message: the histories it tells. What is kept beside the log is not in them. */
export function historiesOf(log: readonly LogRecord[]): readonly MessageHistory[] {
  const named = log.filter(({ identificativo }) => identificativo !== undefined);
  const byId = Map.groupBy(named, ({ identificativo }) => identificativo!);
  return Array.from(byId, ([identificativo, records]) => ({ identificativo, records }));
}

/** A duplicate that was recognised is no news, and tells nothing here. */
export function storyOf(history: MessageHistory): Story {
  const records = history.records.filter(({ destinatari }) => destinatari !== undefined);
  const of = (event: LogRecord['event'], at?: LogRecord['point']) =>
    records.filter((record) => record.event === event && (at === undefined || record.point === at));
  const [acceptance] = of('Accettazione');
  const isOurs = (record: LogRecord) => acceptance === undefined || isOfSender(record, acceptance);
  return {
    ...history,
    records,
    envelopes: of('BustaTrasporto'),
    acceptances: of('Accettazione'),
    heard: records.filter((record) => HEARD.includes(record.event) && record.tipo !== undefined && isOurs(record)),
    failures: of('MancataConsegna', 'AP'),
    virusFailures: of('MancataConsegnaVirus'),
    warnings: of('PreavvisoMancataConsegna'),
    received: of('RicezioneBusta'),
    taken: of('PresaInCarico'),
    outcomes: [...of('Consegna'), ...of('MancataConsegna', 'DP'), ...of('RilevazioneVirus')],
  };
}

/** The records about one recipient: `consegna` is it, or `ricezione` lists it. */
export function about(records: readonly LogRecord[], recipient: string): readonly LogRecord[] {
  return records.filter(({ consegna, ricezione = [] }) =>
    [...(consegna === undefined ? [] : [consegna]), ...ricezione].some((address) => sameAddress(address, recipient)),
  );
}

const { RICEVUTA, ERROR_CODE } = wire;

/** What the sender's provider knows of one certified recipient. */
export interface RecipientStory {
  readonly takes: readonly LogRecord[];
  readonly viruses: readonly LogRecord[];
  readonly virusFailures: readonly LogRecord[];
  readonly deliveries: readonly LogRecord[];
  /** Everything that tells how it ended: receipts and errors heard, and those issued here. */
  readonly ends: readonly LogRecord[];
  readonly firstWarnings: readonly LogRecord[];
  readonly finalWarnings: readonly LogRecord[];
}

export function tellRecipient(story: Story, recipient: string): RecipientStory {
  const heard = about(story.heard, recipient);
  const warnings = about(story.warnings, recipient);
  const ends: readonly string[] = [RICEVUTA.avvenutaConsegna, RICEVUTA.erroreConsegna];
  const virusFailures = about(story.virusFailures, recipient);
  const isFinal = ({ erroreEsteso = '' }: LogRecord) => erroreEsteso.startsWith(ERROR_CODE.noDeliveryIn24Hours);
  return {
    takes: heard.filter(({ tipo }) => tipo === RICEVUTA.presaInCarico),
    viruses: heard.filter(({ tipo }) => tipo === RICEVUTA.rilevazioneVirus),
    virusFailures,
    deliveries: heard.filter(({ tipo }) => tipo === RICEVUTA.avvenutaConsegna),
    ends: [...heard.filter(({ tipo }) => ends.includes(tipo!)), ...about(story.failures, recipient), ...virusFailures],
    firstWarnings: warnings.filter((record) => !isFinal(record)),
    finalWarnings: warnings.filter(isFinal),
  };
}

export function earliest(records: readonly LogRecord[]): Instant {
  return Math.min(...records.map(({ instant }) => instant), Number.POSITIVE_INFINITY);
}
