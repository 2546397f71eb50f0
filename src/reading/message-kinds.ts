import type { MailRow } from '#contract';
import { labelOfKeyword, type MailQuery } from '#mailbox';
import { PEC_KEYWORDS, SENT_KEYWORD, UNVERIFIED_KEYWORD } from '#pec';

export type Kind = MailRow['kind'];
export type Receipt = NonNullable<MailRow['receipt']>;

const [ENVELOPE] = PEC_KEYWORDS.M4 as [string];
const [ANOMALY] = PEC_KEYWORDS.M6 as [string];
const [VIRUS] = PEC_KEYWORDS.M7 as [string];

const RECEIPTS: readonly (readonly [keyword: string, receipt: Receipt])[] = [
  [PEC_KEYWORDS.M1[0]!, 'acceptance'],
  [PEC_KEYWORDS.M2[0]!, 'non-acceptance'],
  [PEC_KEYWORDS.M5[0]!, 'taken-in-charge'],
  [PEC_KEYWORDS.M11[0]!, 'delivery'],
  [PEC_KEYWORDS.M14[0]!, 'non-delivery'],
  [PEC_KEYWORDS.M9[0]!, 'warning'],
];

/** What a message is: by the keywords that the server set when it judged it, never by what it says of itself. */
export function kindOf(flags: readonly string[]): { readonly kind: Kind; readonly receipt?: Receipt } {
  const has = (keyword: string) => flags.some((flag) => flag.toLowerCase() === keyword.toLowerCase());
  if (has(UNVERIFIED_KEYWORD)) return { kind: 'unverified' };
  if (has(ANOMALY)) return { kind: 'anomaly' };
  if (has(ENVELOPE)) return { kind: 'certified' };
  const receipt = RECEIPTS.find(([keyword]) => has(keyword))?.[1];
  if (receipt === 'non-delivery' && has(VIRUS)) return { kind: 'receipt', receipt: 'virus' };
  if (receipt) return { kind: 'receipt', receipt };
  if (has(VIRUS)) return { kind: 'receipt', receipt: 'virus' };
  if (has(SENT_KEYWORD)) return { kind: 'sent' };
  return { kind: has('\\Draft') ? 'draft' : 'ordinary' };
}

const flag = (name: string): MailQuery => ({ kind: 'flag', flag: name });
const any = (...keys: readonly MailQuery[]): MailQuery => ({ kind: 'or', keys });
const not = (key: MailQuery): MailQuery => ({ kind: 'not', key });
const RECEIPT = any(...RECEIPTS.map(([keyword]) => flag(keyword)), flag(VIRUS));

/** Looks for messages of one kind by their keywords. */
export function kindQuery(kind: Kind): MailQuery {
  switch (kind) {
    case 'certified':
      return flag(ENVELOPE);
    case 'anomaly':
      return flag(ANOMALY);
    case 'unverified':
      return flag(UNVERIFIED_KEYWORD);
    case 'sent':
      return flag(SENT_KEYWORD);
    case 'draft':
      return flag('\\Draft');
    case 'receipt':
      return RECEIPT;
    case 'ordinary':
      return not(
        any(flag(ENVELOPE), flag(ANOMALY), flag(UNVERIFIED_KEYWORD), flag(SENT_KEYWORD), flag('\\Draft'), RECEIPT),
      );
  }
}

/** Good news about what was sent, told with it: folded away. Bad news always stands where it came. */
export const FOLDED: readonly string[] = [PEC_KEYWORDS.M1[0]!, PEC_KEYWORDS.M5[0]!, PEC_KEYWORDS.M11[0]!];

/** Keywords of people, as people write them. */
export function labelsOf(flags: readonly string[]): readonly string[] {
  return flags.filter((one) => !one.startsWith('\\') && !one.startsWith('$')).map(labelOfKeyword);
}
