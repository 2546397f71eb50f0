import type { OctetText } from './octet-text.ts';
import { writeSequenceSet } from './sequence-set.ts';
import { writeQuoted } from './write-string.ts';

/** `* SEARCH 2 84 882 (MODSEQ 917162500)` (RFC 3501 7.2.5, RFC 7162 3.1.5), and SORT alike. */
export function writeFound(response: 'SEARCH' | 'SORT', numbers: readonly number[], modseq?: number): OctetText {
  const list = numbers.length > 0 ? ` ${numbers.join(' ')}` : '';
  // Nothing found has no highest mod-sequence.
  const tail = modseq !== undefined && numbers.length > 0 ? ` (MODSEQ ${modseq})` : '';
  return `* ${response}${list}${tail}\r\n`;
}

export interface SearchResult {
  readonly tag: string;
  readonly byUid: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly count?: number;
  /** In the order of the result: ascending for SEARCH, as sorted for SORT. Told as a set only when there are any. */
  readonly all?: ArrayLike<number>;
  readonly modseq?: number;
}

/** `* ESEARCH (TAG "A285") UID MIN 7 MAX 3800 COUNT 15 ALL 1:3,5` (RFC 4731 3.1, RFC 9051 7.3.4). */
export function writeEsearch(result: SearchResult): OctetText {
  let text = `* ESEARCH (TAG ${writeQuoted(result.tag)})${result.byUid ? ' UID' : ''}`;
  if (result.min !== undefined) text += ` MIN ${result.min}`;
  if (result.max !== undefined) text += ` MAX ${result.max}`;
  if (result.count !== undefined) text += ` COUNT ${result.count}`;
  if (result.all !== undefined && result.all.length > 0) text += ` ALL ${writeSequenceSet(result.all)}`;
  if (result.modseq !== undefined) text += ` MODSEQ ${result.modseq}`;
  return `${text}\r\n`;
}

/** `* VANISHED (EARLIER) 41,43:116` (RFC 7162 3.2.10); UIDs ascending. `''` for none. */
export function writeVanished(uids: ArrayLike<number>, earlier: boolean): OctetText {
  return uids.length === 0 ? '' : `* VANISHED ${earlier ? '(EARLIER) ' : ''}${writeSequenceSet(uids)}\r\n`;
}
