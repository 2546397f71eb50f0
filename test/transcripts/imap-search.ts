import type { ImapItem, SearchKey } from '#imap';

export interface Searched {
  readonly item: ImapItem;
  readonly octets: Buffer;
}

const DAY_MS = 86_400_000;

/** SEARCH the naive way: every message looked at, in its raw octets. Enough for messages that are not encoded. */
export function found(key: SearchKey, message: Searched, now: number): boolean {
  const { item, octets } = message;
  const text = octets.toString('latin1').toLowerCase();
  const split = text.indexOf('\r\n\r\n');
  switch (key.kind) {
    case 'all':
      return true;
    case 'none':
    case 'recent':
      return false;
    case 'and':
      return key.keys.every((each) => found(each, message, now));
    case 'or':
      return key.keys.some((each) => found(each, message, now));
    case 'not':
      return !found(key.key, message, now);
    case 'numbers':
      throw new Error('numbers mean nothing outside a session');
    case 'uids':
      if (key.set === 'saved') throw new Error('$ means nothing outside a session');
      return key.set.some(([first, last]) => first <= item.uid && item.uid <= last);
    case 'flag':
      return item.flags.some((flag) => flag.toLowerCase() === key.flag.toLowerCase());
    case 'larger':
      return item.size > key.octets;
    case 'smaller':
      return item.size < key.octets;
    case 'date':
      return withinDay(key, key.of === 'saved' ? item.savedAt : item.internalDate);
    case 'older':
      return item.internalDate <= now - key.seconds * 1_000;
    case 'younger':
      return item.internalDate >= now - key.seconds * 1_000;
    case 'header':
      return text
        .slice(0, split)
        .replace(/\r\n[ \t]/g, ' ')
        .split('\r\n')
        .some((line) => line.startsWith(`${key.name}:`) && line.includes(key.value.toLowerCase()));
    case 'body':
      return text.slice(split).includes(key.value.toLowerCase());
    case 'text':
      return text.includes(key.value.toLowerCase());
    case 'modseq':
      return item.modseq >= key.value;
    case 'emailid':
      return item.emailId === key.id;
    case 'threadid':
      return item.threadId === key.id;
    case 'savedate-supported':
      return true;
  }
}

function withinDay({ is, day }: Extract<SearchKey, { kind: 'date' }>, at: number): boolean {
  if (is === 'before') return at < day;
  return is === 'since' ? at >= day : at >= day && at < day + DAY_MS;
}
