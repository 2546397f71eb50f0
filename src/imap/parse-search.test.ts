import assert from 'node:assert/strict';
import test from 'node:test';
import type { SearchKey } from './query.ts';
import { meaning, REV2, UTF8 } from './wire-kit.ts';

/** The key alone, or the answer. */
async function key(text: string, mode?: typeof UTF8): Promise<unknown> {
  const read = await meaning(`SEARCH ${text}`, mode);
  return typeof read === 'object' && read !== null && 'key' in read ? read.key : read;
}

const flag = (name: string): SearchKey => ({ kind: 'flag', flag: name });
const not = (inner: SearchKey): SearchKey => ({ kind: 'not', key: inner });
const header = (name: string, value: string): SearchKey => ({ kind: 'header', name, value });
const day = (of: 'internal' | 'sent' | 'saved', is: 'before' | 'on' | 'since'): SearchKey => ({
  ...{ kind: 'date', of, is },
  day: Date.UTC(1994, 1, 1),
});
const recent: SearchKey = { kind: 'recent' };

test('each search key of RFC 9051 6.4.4, RFC 3501 and the extensions', async () => {
  const rows: Readonly<Record<string, unknown>> = {
    ALL: { kind: 'all' },
    answered: flag('\\Answered'),
    DELETED: flag('\\Deleted'),
    DRAFT: flag('\\Draft'),
    FLAGGED: flag('\\Flagged'),
    SEEN: flag('\\Seen'),
    UNANSWERED: not(flag('\\Answered')),
    UNDELETED: not(flag('\\Deleted')),
    UNDRAFT: not(flag('\\Draft')),
    UNFLAGGED: not(flag('\\Flagged')),
    UNSEEN: not(flag('\\Seen')),
    RECENT: recent,
    OLD: not(recent),
    NEW: { kind: 'and', keys: [recent, not(flag('\\Seen'))] },
    'KEYWORD $Forwarded': flag('$Forwarded'),
    'UNKEYWORD $Forwarded': not(flag('$Forwarded')),
    'FROM "Smith"': header('from', 'Smith'),
    'To fred': header('to', 'fred'),
    'CC ""': header('cc', ''),
    'BCC x': header('bcc', 'x'),
    'SUBJECT {3+}\r\na"b': header('subject', 'a"b'),
    'HEADER Message-ID <a@b.example>': header('message-id', '<a@b.example>'),
    'HEADER "X-Riferimento" ""': header('x-riferimento', ''),
    'BODY a': { kind: 'body', value: 'a' },
    'TEXT "string not in mailbox"': { kind: 'text', value: 'string not in mailbox' },
    'BEFORE 1-Feb-1994': day('internal', 'before'),
    'ON "01-feb-1994"': day('internal', 'on'),
    'SINCE 1-FEB-1994': day('internal', 'since'),
    'SENTBEFORE 1-Feb-1994': day('sent', 'before'),
    'SENTON 1-Feb-1994': day('sent', 'on'),
    'SENTSINCE 1-Feb-1994': day('sent', 'since'),
    'SAVEDBEFORE 1-Feb-1994': day('saved', 'before'),
    'SAVEDON 1-Feb-1994': day('saved', 'on'),
    'SAVEDSINCE 1-Feb-1994': day('saved', 'since'),
    SAVEDATESUPPORTED: { kind: 'savedate-supported' },
    'LARGER 0': { kind: 'larger', octets: 0 },
    'SMALLER 5000000000': { kind: 'smaller', octets: 5_000_000_000 },
    'OLDER 60': { kind: 'older', seconds: 60 },
    'YOUNGER 259200': { kind: 'younger', seconds: 259_200 },
    'MODSEQ 620162338': { kind: 'modseq', value: 620162338 },
    'MODSEQ "/flags/\\\\draft" all 620162338': { kind: 'modseq', value: 620162338 },
    'EMAILID M6d99ac3275bb4e': { kind: 'emailid', id: 'M6d99ac3275bb4e' },
    'THREADID T-_1': { kind: 'threadid', id: 'T-_1' },
    'UID 1:3,$': 'BAD a sequence set is wrong',
    'UID $': { kind: 'uids', set: 'saved' },
    'UID 1:3': { kind: 'uids', set: [[1, 3]] },
    '2,4:*': {
      kind: 'numbers',
      set: [
        [2, 2],
        [4, Number.POSITIVE_INFINITY],
      ],
    },
    $: { kind: 'numbers', set: 'saved' },
    'NOT SEEN': not(flag('\\Seen')),
    'OR SEEN (FLAGGED DRAFT)': {
      kind: 'or',
      keys: [flag('\\Seen'), { kind: 'and', keys: [flag('\\Flagged'), flag('\\Draft')] }],
    },
    '(((SEEN)))': flag('\\Seen'),
    'FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"': {
      kind: 'and',
      keys: [flag('\\Flagged'), day('internal', 'since'), not(header('from', 'Smith'))],
    },
  };
  for (const [text, expected] of Object.entries(rows)) assert.deepEqual(await key(text), expected, text);
});

test('what is no search key is answered BAD', async () => {
  const rows: Readonly<Record<string, string>> = {
    '': 'a search key is missing',
    FOO: 'no such search key',
    'SEEN ': 'a search key is missing',
    'OR SEEN': 'a space is missing',
    'NOT (SEEN': ') is missing',
    '()': 'a search key is missing',
    'BEFORE 31-Feb-1994': 'no such day',
    'BEFORE 1994-02-01': 'a date such as 1-Feb-1994 is missing',
    'BEFORE "1-Feb-1994': 'a date such as 1-Feb-1994 is missing',
    'OLDER 0': 'a number of seconds is not from 1 to 4294967295',
    'KEYWORD \\Seen': 'a keyword is missing',
    'MODSEQ "/flags/x" FOO 1': 'priv, shared or all is missing',
    'EMAILID "a"': 'an object identifier is missing',
    'EMAILID a.b': 'there is more behind the end of the command',
    'TEXT "\xe8"': 'a quoted string is not UTF-8',
    'TEXT {2+}\r\n\xe8x': 'a text is not UTF-8',
    'HEADER "a b" x': 'no name of a header field',
    '1:2:3': 'a sequence set is wrong',
  };
  for (const [text, expected] of Object.entries(rows)) assert.equal(await key(text), `BAD ${expected}`, text);
});

test('keys are nested 32 deep, not deeper', async () => {
  const nested = (depth: number) => `${'NOT '.repeat(depth)}SEEN`;
  assert.equal(typeof (await key(nested(31))), 'object');
  assert.equal(await key(nested(32)), 'BAD nested deeper than 32');
  assert.equal(await key(`${'('.repeat(60_000)}`), 'BAD nested deeper than 32');
  const wide = (await key(Array.from({ length: 1_000 }, () => '(SEEN)').join(' '))) as { keys: readonly unknown[] };
  assert.equal(wide.keys.length, 1_000);
});

test('charsets: US-ASCII and UTF-8, others are told (RFC 9051 6.4.4)', async () => {
  const e = '{2+}\r\n\xc3\xa8';
  assert.deepEqual(await key(`CHARSET UTF-8 TEXT ${e}`), { kind: 'text', value: 'è' });
  assert.deepEqual(await key(`TEXT ${e}`), { kind: 'text', value: 'è' });
  assert.deepEqual(await meaning('SEARCH CHARSET "us-ascii" SEEN'), {
    ...{ name: 'SEARCH', byUid: false, charset: 'US-ASCII', key: flag('\\Seen') },
  });
  assert.equal(await key(`CHARSET US-ASCII TEXT ${e}`), 'BAD a text is not US-ASCII');
  const unknown = 'NO [BADCHARSET (US-ASCII UTF-8)] this charset is not known';
  assert.equal(await key('CHARSET ISO-8859-1 TEXT {1+}\r\n\xe8'), unknown);
  assert.equal(await meaning('THREAD REFERENCES KOI8-R ALL'), unknown);
  for (const mode of [undefined, UTF8])
    assert.deepEqual(await key('TEXT "\xc3\xa8"', mode), { kind: 'text', value: 'è' });
  assert.equal(await key('CHARSET UTF-8 SEEN', UTF8), 'BAD no CHARSET after ENABLE UTF8=ACCEPT');
  assert.deepEqual(await key('CHARSET UTF-8 SEEN', REV2), flag('\\Seen'));
});

test('what SEARCH returns (RFC 4731, RFC 5182)', async () => {
  const search = { name: 'SEARCH', byUid: false, key: flag('\\Seen') };
  assert.deepEqual(await meaning('SEARCH SEEN'), search);
  assert.deepEqual(await meaning('SEARCH RETURN () SEEN'), { ...search, returns: ['ALL'] });
  assert.deepEqual(await meaning('UID SEARCH return (min MAX count SAVE MIN) charset utf-8 SEEN'), {
    ...{ ...search, byUid: true, charset: 'UTF-8', returns: ['MIN', 'MAX', 'COUNT', 'SAVE'] },
  });
  assert.equal(await meaning('SEARCH RETURN (FOO) SEEN'), 'BAD what to return is not known');
  assert.equal(await meaning('SEARCH RETURN MIN SEEN'), 'BAD ( is missing');
});

test('SORT and THREAD (RFC 5256, RFC 5957)', async () => {
  const sort = { name: 'SORT', byUid: false, charset: 'UTF-8', key: { kind: 'all' } };
  assert.deepEqual(await meaning('SORT (SUBJECT reverse DATE DISPLAYFROM) UTF-8 ALL'), {
    ...sort,
    order: [
      { by: 'SUBJECT', reverse: false },
      { by: 'DATE', reverse: true },
      { by: 'DISPLAYFROM', reverse: false },
    ],
  });
  assert.deepEqual(await meaning('UID SORT RETURN (COUNT) (SIZE) UTF-8 ALL'), {
    ...{ ...sort, byUid: true, returns: ['COUNT'], order: [{ by: 'SIZE', reverse: false }] },
  });
  assert.equal(await meaning('SORT (REVERSE) UTF-8 ALL'), 'BAD a space is missing');
  assert.equal(await meaning('SORT (REVERSE REVERSE DATE) UTF-8 ALL'), 'BAD no such sort key');
  assert.equal(await meaning('SORT () UTF-8 ALL'), 'BAD a sort key is missing');
  assert.equal(await meaning('SORT (DATE) ALL'), 'NO [BADCHARSET (US-ASCII UTF-8)] this charset is not known');
  assert.deepEqual(await meaning('UID THREAD references us-ascii SEEN SINCE 1-Feb-1994'), {
    ...{ name: 'THREAD', byUid: true, charset: 'US-ASCII', algorithm: 'REFERENCES' },
    key: { kind: 'and', keys: [flag('\\Seen'), day('internal', 'since')] },
  });
});

test('a search goes through the texts of a folder a hundred times at most', async () => {
  const texts = (count: number) => Array.from({ length: count }, () => 'NOT (OR TEXT a SUBJECT b)').join(' ');
  assert.equal(typeof (await meaning(`SEARCH ${texts(50)}`)), 'object');
  assert.equal(await meaning(`SEARCH ${texts(50)} BODY c`), 'NO [LIMIT] more than 100 texts to search for');
});
