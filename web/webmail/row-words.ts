import type { MailRow } from '#contract';
import { type GlanceKey, glanceWord, type Tone } from './chain-words.ts';

/** What a row says of a message, in one word: its certification, or what became of it. */
export type RowState =
  | {
      readonly of: 'kind';
      readonly key: 'certified' | 'anomaly' | 'unverified' | 'draft' | 'ordinary';
      readonly tone: Tone;
      readonly icon: 'seal' | 'seal-off' | 'warning-circle' | 'pencil';
    }
  | {
      readonly of: 'receipt';
      readonly key: NonNullable<MailRow['receipt']>;
      readonly tone: Tone;
      readonly icon: 'seal' | 'warning-circle' | 'clock';
    }
  | {
      readonly of: 'chain';
      readonly key: GlanceKey;
      readonly values: Readonly<Record<string, string | number>>;
      readonly tone: Tone;
      readonly icon: 'check-circle' | 'clock' | 'error' | 'send';
    };

const RECEIPT_TONES: Readonly<Record<NonNullable<MailRow['receipt']>, Tone>> = {
  acceptance: 'plain',
  'non-acceptance': 'bad',
  'taken-in-charge': 'plain',
  delivery: 'good',
  'non-delivery': 'bad',
  warning: 'wait',
  virus: 'bad',
};

/** Certified is only what the provider judged so when it came (T147): the kind, never a subject or a look. */
export function rowState({ kind, receipt, chain }: Pick<MailRow, 'kind' | 'receipt' | 'chain'>): RowState | undefined {
  if (chain !== undefined) {
    const { key, values, tone } = glanceWord(chain);
    return {
      of: 'chain',
      key,
      values,
      tone,
      icon: { good: 'check-circle', wait: 'clock', bad: 'error', plain: 'send' }[tone] as 'send',
    };
  }
  switch (kind) {
    case 'receipt': {
      if (receipt === undefined) return undefined;
      const tone = RECEIPT_TONES[receipt];
      return {
        of: 'receipt',
        key: receipt,
        tone,
        icon: tone === 'bad' ? 'warning-circle' : tone === 'wait' ? 'clock' : 'seal',
      };
    }
    case 'certified':
      return { of: 'kind', key: kind, tone: 'good', icon: 'seal' };
    case 'anomaly':
    case 'ordinary':
      return { of: 'kind', key: kind, tone: 'plain', icon: 'seal-off' };
    case 'unverified':
      return { of: 'kind', key: kind, tone: 'bad', icon: 'warning-circle' };
    case 'draft':
      return { of: 'kind', key: kind, tone: 'plain', icon: 'pencil' };
    case 'sent':
      return undefined;
  }
}

/** Who is named in a row: the other side. */
export function namedIn(row: Pick<MailRow, 'kind' | 'from' | 'to' | 'chain'>): {
  readonly isTo: boolean;
  readonly people: MailRow['to'];
} {
  const isTo = row.kind === 'sent' || row.kind === 'draft' || row.chain !== undefined;
  return { isTo, people: isTo ? row.to : [row.from] };
}

/** A person in a list: the name if there is one that does not pretend to be an address. */
export function shortName({ name, address }: { readonly name: string; readonly address: string }): string {
  const said = name.trim();
  if (said === '' || (said.includes('@') && said.toLowerCase() !== address.toLowerCase())) return address;
  return said;
}
