import assert from 'node:assert/strict';
import test from 'node:test';
import type { FetchItem } from './query.ts';
import { meaning } from './wire-kit.ts';

const plain = (...kinds: readonly string[]) => kinds.map((kind) => ({ kind }));

/** What is to be fetched, or the answer. */
async function items(text: string): Promise<unknown> {
  const read = await meaning(`FETCH 1 ${text}`);
  return typeof read === 'object' && read !== null && 'items' in read ? read.items : read;
}

const section = (rest: Partial<Extract<FetchItem, { kind: 'SECTION' }>>): FetchItem[] => [
  { kind: 'SECTION', section: { path: [] }, peek: false, ...rest },
];

test('what is fetched: macros, simple items, lists', async () => {
  const fast = ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'];
  const rows: Readonly<Record<string, unknown>> = {
    FAST: plain(...fast),
    all: plain(...fast, 'ENVELOPE'),
    FULL: plain(...fast, 'ENVELOPE', 'BODY'),
    UID: plain('UID'),
    '(uid)': plain('UID'),
    '(FLAGS UID INTERNALDATE RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE MODSEQ EMAILID THREADID SAVEDATE)': plain(
      ...['FLAGS', 'UID', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY', 'BODYSTRUCTURE', 'MODSEQ', 'EMAILID'],
      ...['THREADID', 'SAVEDATE'],
    ),
    PREVIEW: [{ kind: 'PREVIEW', lazy: false }],
    '(PREVIEW (lazy) UID)': [{ kind: 'PREVIEW', lazy: true }, { kind: 'UID' }],
    '(FAST)': 'BAD what to fetch is not known',
    '(UID ALL)': 'BAD what to fetch is not known',
    '()': 'BAD what to fetch is missing',
    '(FLAGS  UID)': 'BAD what to fetch is missing',
    '(FLAGS UID )': 'BAD what to fetch is missing',
    '(FLAGS UID': 'BAD ) is missing',
    'FLAGS UID': 'BAD ( is missing',
    FOO: 'BAD what to fetch is not known',
    [`(${'UID '.repeat(1_000)}UID)`]: 'BAD more than 1000 things to fetch',
  };
  for (const [text, expected] of Object.entries(rows)) assert.deepEqual(await items(text), expected, text);
});

test('sections and partials (RFC 9051 6.4.5.1), BINARY (RFC 3516)', async () => {
  const rows: Readonly<Record<string, unknown>> = {
    'BODY[]': section({}),
    'body.peek[]': section({ peek: true }),
    'BODY[HEADER]': section({ section: { path: [], text: 'HEADER' } }),
    'BODY[1.2.text]': section({ section: { path: [1, 2], text: 'TEXT' } }),
    'BODY[4.1.MIME]': section({ section: { path: [4, 1], text: 'MIME' } }),
    'BODY[1.2.3]': section({ section: { path: [1, 2, 3] } }),
    'BODY.PEEK[HEADER.FIELDS (Date "From" {7+}\r\nSubject)]<0.100>': section({
      peek: true,
      section: { path: [], text: { fields: ['Date', 'From', 'Subject'], not: false } },
      partial: [0, 100],
    }),
    'BODY[3.HEADER.FIELDS.NOT (received)]': section({
      section: { path: [3], text: { fields: ['received'], not: true } },
    }),
    'BODY[]<2048.9007199254740991>': section({ partial: [2048, Number.MAX_SAFE_INTEGER] }),
    RFC822: section({ as: 'RFC822' }),
    'RFC822.HEADER': section({ as: 'RFC822.HEADER', section: { path: [], text: 'HEADER' }, peek: true }),
    'RFC822.TEXT': section({ as: 'RFC822.TEXT', section: { path: [], text: 'TEXT' } }),
    'BINARY[1]': [{ kind: 'BINARY', path: [1], peek: false }],
    'BINARY.PEEK[1.2]<10.20>': [{ kind: 'BINARY', path: [1, 2], peek: true, partial: [10, 20] }],
    'BINARY[]': [{ kind: 'BINARY', path: [], peek: false }],
    'BINARY.SIZE[3]': [{ kind: 'BINARY.SIZE', path: [3] }],
    'BODY[MIME]': 'BAD no such section',
    'BODY[1.]': 'BAD a section is missing',
    'BODY[0]': 'BAD no such part',
    'BODY[4294967296]': 'BAD no such part',
    'BODY[1TEXT]': 'BAD . is missing',
    'BODY[FOO]': 'BAD no such section',
    'BODY[HEADER.FIELDS]': 'BAD a space is missing',
    'BODY[HEADER.FIELDS ()]': 'BAD the name of a header field is missing',
    'BODY[HEADER.FIELDS ("")]': 'BAD no name of a header field',
    'BODY[HEADER.FIELDS ("a b")]': 'BAD no name of a header field',
    'BODY[HEADER.FIELDS (a:)]': 'BAD no name of a header field',
    'BODY[]<7>': section({ partial: [7, Number.POSITIVE_INFINITY] }),
    'BINARY[]<7>': [{ kind: 'BINARY', path: [], peek: false, partial: [7, Number.POSITIVE_INFINITY] }],
    'BODY[]<0.>': 'BAD the length of a partial is missing',
    'BODY[]<0.0>': 'BAD the length of a partial is 0',
    'BODY[]<a.1>': 'BAD where a partial begins is missing',
    'BODY[]<0.9223372036854775807>': section({ partial: [0, Number.MAX_SAFE_INTEGER] }),
    'BODY[]<0.9223372036854775808>': 'BAD the length of a partial is over 9223372036854775807',
    'BODY[': 'BAD a section is missing',
    'BODY.PEEK': 'BAD [ is missing',
    'BINARY.SIZE[1]<0.1>': 'BAD there is more behind the end of the command',
    'BINARY[1.MIME]': [{ kind: 'BINARY', path: [1], text: 'MIME', peek: false }],
    'BINARY.SIZE[TEXT]': [{ kind: 'BINARY.SIZE', path: [], text: 'TEXT' }],
    'BINARY[FOO]': 'BAD no such section',
    [`BODY[${'1.'.repeat(100)}1]`]: 'BAD no such part',
  };
  for (const [text, expected] of Object.entries(rows)) assert.deepEqual(await items(text), expected, text);
});

test('modifiers of FETCH (RFC 7162 3.1.4, 3.2.6)', async () => {
  const fetch = { name: 'FETCH', byUid: false, set: [[1, Number.POSITIVE_INFINITY]], items: plain('FLAGS') };
  const rows: Readonly<Record<string, unknown>> = {
    'FETCH 1:* (FLAGS) (CHANGEDSINCE 12345)': { ...fetch, changedSince: 12345 },
    'UID FETCH *:1 FLAGS (changedsince 12345 vanished)': { ...fetch, byUid: true, changedSince: 12345, vanished: true },
    'UID FETCH 1:* PREVIEW (CHANGEDSINCE 5)': {
      ...fetch,
      ...{ byUid: true, items: [{ kind: 'PREVIEW', lazy: false }], changedSince: 5 },
    },
    'FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)': 'BAD VANISHED wants UID FETCH and CHANGEDSINCE',
    'UID FETCH 1:* (FLAGS) (VANISHED)': 'BAD VANISHED wants UID FETCH and CHANGEDSINCE',
    'FETCH 1:* (FLAGS) (CHANGEDSINCE 1 CHANGEDSINCE 2)': 'BAD no such modifier of FETCH',
    'FETCH 1:* (FLAGS) (CHANGEDSINCE 9007199254740993)': { ...fetch, changedSince: Number.MAX_SAFE_INTEGER },
    'FETCH 1:* (FLAGS) (CHANGEDSINCE 9223372036854775808)': 'BAD a mod-sequence is over 9223372036854775807',
    'FETCH 1:* (FLAGS) ()': 'BAD a modifier of FETCH is missing',
    'FETCH 1:* (FLAGS) (FOO)': 'BAD no such modifier of FETCH',
    'FETCH 1:*': 'BAD a space is missing',
    'FETCH 1,,2 FLAGS': 'BAD a sequence set is wrong',
    'FETCH FLAGS': 'BAD a sequence set is missing',
  };
  for (const [text, expected] of Object.entries(rows)) assert.deepEqual(await meaning(text), expected, text);
});
