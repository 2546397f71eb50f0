import type { ImapCommand } from './command.ts';
import { SyntaxFault } from './command-fault.ts';
import { parseDay } from './parse-date.ts';
import { headerFieldName } from './parse-fetch.ts';
import type { SearchKey, SearchReturn, SortKey } from './query.ts';
import type { Scanner } from './scanner.ts';

type Command<Name extends ImapCommand['name']> = Extract<ImapCommand, { name: Name }>;
type ReadKey = (scanner: Scanner, charset: Charset) => SearchKey;
type Charset = 'US-ASCII' | 'UTF-8' | undefined;

/** `SEARCH RETURN (MIN) CHARSET UTF-8 UNSEEN` (RFC 9051 6.4.4, RFC 4731, RFC 5182). */
export function parseSearch(scanner: Scanner, byUid: boolean): Command<'SEARCH'> {
  scanner.space();
  const returns = searchReturns(scanner);
  return keeping(returns, () => {
    let charset: Charset;
    if (scanner.acceptKeyword('CHARSET')) {
      // RFC 6855 3: there is but one charset any more.
      if (scanner.mode.utf8 && !scanner.mode.rev2) throw new SyntaxFault('no CHARSET after ENABLE UTF8=ACCEPT');
      scanner.space();
      charset = readCharset(scanner);
      scanner.space();
    }
    const key = searchProgram(scanner, charset);
    return { name: 'SEARCH', byUid, ...(charset && { charset }), ...(returns && { returns }), key };
  });
}

/** The rest of a search; when it is refused with NO, nothing is kept any more of the one before (RFC 9051 6.4.4.4). */
function keeping<C>(returns: readonly SearchReturn[] | undefined, readRest: () => C): C {
  try {
    return readRest();
  } catch (fault) {
    if (fault instanceof SyntaxFault && fault.answer.status === 'NO' && returns?.includes('SAVE'))
      throw new SyntaxFault(fault.answer.text, 'NO', fault.answer.code, true);
    throw fault;
  }
}

/** `SORT (REVERSE DATE) UTF-8 ALL` (RFC 5256 3). */
export function parseSort(scanner: Scanner, byUid: boolean): Command<'SORT'> {
  scanner.space();
  const returns = searchReturns(scanner);
  const order = scanner.list(() => sortKey(scanner));
  scanner.space();
  return keeping(returns, () => {
    const charset = readCharset(scanner);
    scanner.space();
    return { name: 'SORT', byUid, charset, ...(returns && { returns }), order, key: searchProgram(scanner, charset) };
  });
}

/** `THREAD REFERENCES UTF-8 ALL` (RFC 5256 3). */
export function parseThread(scanner: Scanner, byUid: boolean): Command<'THREAD'> {
  scanner.space();
  const algorithm = scanner.atom('an algorithm').toUpperCase();
  scanner.space();
  const charset = readCharset(scanner);
  scanner.space();
  return { name: 'THREAD', byUid, charset, algorithm, key: searchProgram(scanner, charset) };
}

const SORT_KEYS = ['ARRIVAL', 'CC', 'DATE', 'FROM', 'SIZE', 'SUBJECT', 'TO', 'DISPLAYFROM', 'DISPLAYTO'] as const;

function sortKey(scanner: Scanner): SortKey {
  let word = scanner.keyword('a sort key');
  const reverse = word === 'REVERSE';
  if (reverse) {
    scanner.space();
    word = scanner.keyword('a sort key');
  }
  const by = SORT_KEYS.find((known) => known === word);
  if (by === undefined) throw new SyntaxFault('no such sort key');
  return { by, reverse };
}

const RETURNS: readonly SearchReturn[] = ['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE'];

/** `RETURN ()` is `RETURN (ALL)` (RFC 4731 3.1). */
function searchReturns(scanner: Scanner): readonly SearchReturn[] | undefined {
  if (!scanner.acceptKeyword('RETURN')) return undefined;
  scanner.space();
  const options = scanner.list(
    () => {
      const word = scanner.keyword('what to return');
      const option = RETURNS.find((known) => known === word);
      if (option === undefined) throw new SyntaxFault('what to return is not known');
      return option;
    },
    { empty: true },
  );
  scanner.space();
  return options.length === 0 ? ['ALL'] : [...new Set(options)];
}

function readCharset(scanner: Scanner): 'US-ASCII' | 'UTF-8' {
  const charset = scanner.astring('a charset').toUpperCase();
  if (charset === 'US-ASCII' || charset === 'UTF-8') return charset;
  throw new SyntaxFault('this charset is not known', 'NO', 'BADCHARSET (US-ASCII UTF-8)');
}

/** Each goes through the texts of a whole folder. */
const MAX_TEXTS = 100;

function searchProgram(scanner: Scanner, charset: Charset): SearchKey {
  const key = both(keysBetween(scanner, charset));
  if (textsIn(key) > MAX_TEXTS) throw new SyntaxFault(`more than ${MAX_TEXTS} texts to search for`, 'NO', 'LIMIT');
  return key;
}

function textsIn(key: SearchKey): number {
  if (key.kind === 'and' || key.kind === 'or') return key.keys.reduce((sum, each) => sum + textsIn(each), 0);
  if (key.kind === 'not') return textsIn(key.key);
  return key.kind === 'header' || key.kind === 'body' || key.kind === 'text' ? 1 : 0;
}

function keysBetween(scanner: Scanner, charset: Charset): readonly SearchKey[] {
  const keys: SearchKey[] = [];
  do keys.push(searchKey(scanner, charset));
  while (scanner.accept(' '));
  return keys;
}

function both(keys: readonly SearchKey[]): SearchKey {
  return keys.length === 1 ? keys[0]! : { kind: 'and', keys };
}

function searchKey(scanner: Scanner, charset: Charset): SearchKey {
  return scanner.deeper(() => {
    if (scanner.accept('(')) {
      const keys = keysBetween(scanner, charset);
      scanner.expect(')');
      return both(keys);
    }
    if (scanner.seesSequenceSet) return { kind: 'numbers', set: scanner.sequenceSet() };
    const read = KEYS.get(scanner.keyword('a search key'));
    if (read === undefined) throw new SyntaxFault('no such search key');
    return read(scanner, charset);
  });
}

/** The text behind a key, as Unicode. */
function searchText(scanner: Scanner, charset: Charset): string {
  scanner.space();
  const text = scanner.text(scanner.astring());
  if (charset === 'US-ASCII' && /[^\0-\x7f]/.test(text)) throw new SyntaxFault('a text is not US-ASCII');
  return text;
}

const not = (key: SearchKey): SearchKey => ({ kind: 'not', key });
const flag = (name: string): SearchKey => ({ kind: 'flag', flag: name });
const RECENT: SearchKey = { kind: 'recent' };

/** A key that is the word alone. */
const word =
  (key: SearchKey): ReadKey =>
  () =>
    key;

/** A header field by its own name, as FROM and SUBJECT are. */
const field =
  (name: string): ReadKey =>
  (scanner, charset) => ({ kind: 'header', name, value: searchText(scanner, charset) });

const inside =
  (kind: 'body' | 'text'): ReadKey =>
  (scanner, charset) => ({ kind, value: searchText(scanner, charset) });

const day =
  (of: 'internal' | 'sent' | 'saved', is: 'before' | 'on' | 'since'): ReadKey =>
  (scanner) => {
    scanner.space();
    return { kind: 'date', of, is, day: parseDay(scanner) };
  };

const size =
  (kind: 'larger' | 'smaller'): ReadKey =>
  (scanner) => {
    scanner.space();
    return { kind, octets: scanner.bigNumber('a size') };
  };

/** RFC 5032. */
const interval =
  (kind: 'older' | 'younger'): ReadKey =>
  (scanner) => {
    scanner.space();
    return { kind, seconds: scanner.nzNumber('a number of seconds') };
  };

const OBJECT_ID = /[A-Za-z0-9_-]{1,255}/y;

/** RFC 8474 6. */
const object =
  (kind: 'emailid' | 'threadid'): ReadKey =>
  (scanner) => {
    scanner.space();
    return { kind, id: scanner.token(OBJECT_ID, 'an object identifier') };
  };

const keyword: ReadKey = (scanner) => {
  scanner.space();
  return flag(scanner.atom('a keyword'));
};

/** `MODSEQ "/flags/\\draft" all 620162338`: there is one mod-sequence for all flags here, so the entry does not count (RFC 7162 3.1.5). */
const modseq: ReadKey = (scanner) => {
  scanner.space();
  if (scanner.sees('"')) {
    scanner.string();
    scanner.space();
    if (!['PRIV', 'SHARED', 'ALL'].includes(scanner.keyword('priv, shared or all')))
      throw new SyntaxFault('priv, shared or all is missing');
    scanner.space();
  }
  return { kind: 'modseq', value: scanner.bigNumber('a mod-sequence') };
};

const KEYS: ReadonlyMap<string, ReadKey> = new Map<string, ReadKey>([
  ['ALL', word({ kind: 'all' })],
  ...['Answered', 'Deleted', 'Draft', 'Flagged', 'Seen'].flatMap((name): [string, ReadKey][] => [
    [name.toUpperCase(), word(flag(`\\${name}`))],
    [`UN${name.toUpperCase()}`, word(not(flag(`\\${name}`)))],
  ]),
  ['RECENT', word(RECENT)],
  ['OLD', word(not(RECENT))],
  ['NEW', word({ kind: 'and', keys: [RECENT, not(flag('\\Seen'))] })],
  ['KEYWORD', keyword],
  ['UNKEYWORD', (scanner, charset) => not(keyword(scanner, charset))],
  ...['Bcc', 'Cc', 'From', 'Subject', 'To'].map((name): [string, ReadKey] => [
    name.toUpperCase(),
    field(name.toLowerCase()),
  ]),
  [
    'HEADER',
    (scanner, charset) => {
      scanner.space();
      return field(headerFieldName(scanner).toLowerCase())(scanner, charset);
    },
  ],
  ['BODY', inside('body')],
  ['TEXT', inside('text')],
  ['BEFORE', day('internal', 'before')],
  ['ON', day('internal', 'on')],
  ['SINCE', day('internal', 'since')],
  ['SENTBEFORE', day('sent', 'before')],
  ['SENTON', day('sent', 'on')],
  ['SENTSINCE', day('sent', 'since')],
  ['SAVEDBEFORE', day('saved', 'before')],
  ['SAVEDON', day('saved', 'on')],
  ['SAVEDSINCE', day('saved', 'since')],
  ['SAVEDATESUPPORTED', word({ kind: 'savedate-supported' })],
  ['LARGER', size('larger')],
  ['SMALLER', size('smaller')],
  ['OLDER', interval('older')],
  ['YOUNGER', interval('younger')],
  ['MODSEQ', modseq],
  ['EMAILID', object('emailid')],
  ['THREADID', object('threadid')],
  [
    'UID',
    (scanner) => {
      scanner.space();
      return { kind: 'uids', set: scanner.sequenceSet() };
    },
  ],
  [
    'NOT',
    (scanner, charset) => {
      scanner.space();
      return not(searchKey(scanner, charset));
    },
  ],
  [
    'OR',
    (scanner, charset) => {
      scanner.space();
      const first = searchKey(scanner, charset);
      scanner.space();
      return { kind: 'or', keys: [first, searchKey(scanner, charset)] };
    },
  ],
]);
