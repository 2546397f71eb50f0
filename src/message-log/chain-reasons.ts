import { wire } from '#pec';
import type { LogRecord } from '#ports';

const { ERROR_CODE } = wire;

/** Why something did not arrive, as far as people and programs act on it: a catalogue has plain words for each. */
export const REASON_CLASSES = [
  'full-mailbox',
  'unknown-address',
  'unknown-domain',
  'suspended',
  'too-large',
  /** A closed channel, or another policy of the recipient. */
  'not-admitted',
  /** It was taken for ordinary mail, which the recipient does not take. */
  'ordinary-refused',
  'virus',
  /** Twelve hours without any answer of the recipient's provider. */
  'no-news',
  /** Twenty-four hours without a delivery. */
  'no-delivery',
  /** The server of the recipient could not be reached for as long as a message waits. */
  'unreachable',
  /** The message itself is not right. */
  'faulty-message',
  'fault-of-provider',
  'other',
] as const;
export type ReasonClass = (typeof REASON_CLASSES)[number];

export interface Reason {
  readonly class: ReasonClass;
  /** As the receipt has it. */
  readonly text: string;
}

/** Enhanced status codes (RFC 3463), each as `errore-esteso` begins with it; spec 6.4. */
const OF_CODE: Readonly<Record<string, ReasonClass>> = {
  [ERROR_CODE.fullMailbox]: 'full-mailbox',
  '4.2.2': 'full-mailbox',
  [ERROR_CODE.unknownMailbox]: 'unknown-address',
  '5.1.6': 'unknown-address',
  '5.1.10': 'unknown-address',
  [ERROR_CODE.unknownDomain]: 'unknown-domain',
  [ERROR_CODE.disabledMailbox]: 'suspended',
  [ERROR_CODE.tooLargeForMailbox]: 'too-large',
  '5.3.4': 'too-large',
  [ERROR_CODE.virus]: 'virus',
  [ERROR_CODE.noNewsIn12Hours]: 'no-news',
  [ERROR_CODE.noDeliveryIn24Hours]: 'no-delivery',
  '5.4.7': 'unreachable',
  [ERROR_CODE.formal]: 'faulty-message',
  [ERROR_CODE.noEightBit]: 'faulty-message',
  '5.3.0': 'fault-of-provider',
};

/** What providers write where the code alone does not tell: the words of the law and of the field. */
const OF_WORDS: readonly (readonly [RegExp, ReasonClass])[] = [
  [/posta non certificata/i, 'ordinary-refused'],
  [/\bquota\b|casella piena|mailbox (is )?full|over ?quota/i, 'full-mailbox'],
  [/sospes|disabilitat|disattivat/i, 'suspended'],
  [/\b5\.7\.\d{1,3}\b/, 'not-admitted'],
];

/** The reason that a record of the log gives; undefined where it gives none. */
export function reasonOf(record: LogRecord): Reason | undefined {
  const { errore, erroreEsteso, virus, eccezioni } = record;
  const text = erroreEsteso ?? virus ?? eccezioni?.join('; ') ?? errore;
  return text === undefined ? undefined : { class: classOf(record, text), text };
}

function classOf({ errore, virus }: LogRecord, text: string): ReasonClass {
  if (errore === 'virus' || virus !== undefined) return 'virus';
  if (errore === 'no-dest') return 'unknown-address';
  if (errore === 'no-dominio') return 'unknown-domain';
  const code = /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(text)?.[0];
  const known = code === undefined ? undefined : OF_CODE[code];
  return known ?? OF_WORDS.find(([words]) => words.test(text))?.[1] ?? 'other';
}
