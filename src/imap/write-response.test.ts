import assert from 'node:assert/strict';
import test from 'node:test';
import { UTF8 } from './wire-kit.ts';
import { REV1 } from './wire-mode.ts';
import { writeDateTime } from './write-date.ts';
import { writeItemName } from './write-fetch.ts';
import { writeList, writeNamespaces, writeQuota, writeQuotaRoot, writeRights, writeStatus } from './write-list.ts';
import { responseCode, writeStatusLine, writeUntagged } from './write-response.ts';
import { writeEsearch, writeFound, writeVanished } from './write-search.ts';

test('status responses: one line of ASCII, whatever the text', () => {
  assert.equal(writeStatusLine('a1', 'OK', 'done'), 'a1 OK done\r\n');
  assert.equal(writeStatusLine('*', 'BYE', 'too long'), '* BYE too long\r\n');
  assert.equal(writeStatusLine('a1', 'NO', 'full', 'OVERQUOTA'), 'a1 NO [OVERQUOTA] full\r\n');
  assert.equal(writeStatusLine('a1', 'NO', 'a\r\nb NO perché'), 'a1 NO a?b NO perch?\r\n');
  assert.equal(writeStatusLine('a1', 'OK', '[ALERT] x'), 'a1 OK (ALERT] x\r\n');
  assert.equal(writeStatusLine('a1', 'OK', ''), 'a1 OK -\r\n');
  assert.equal(writeUntagged('12', 'EXISTS'), '* 12 EXISTS\r\n');
});

test('response codes with arguments', () => {
  assert.equal(responseCode.permanentFlags(['\\Seen', '\\*']), 'PERMANENTFLAGS (\\Seen \\*)');
  assert.equal(responseCode.mailboxId('F2'), 'MAILBOXID (F2)');
  assert.equal(responseCode.appendUid(38505, 3955), 'APPENDUID 38505 3955');
  const copied = { uidValidity: 38505, sources: [304, 319, 320], uids: [3956, 3957, 3958] };
  assert.equal(responseCode.copyUid(copied), 'COPYUID 38505 304,319:320 3956:3958');
  assert.equal(responseCode.highestModseq(715194045007), 'HIGHESTMODSEQ 715194045007');
});

test('SEARCH, ESEARCH and VANISHED (RFC 3501 7.2.5, RFC 4731 3.1, RFC 7162 3.2.10)', () => {
  assert.equal(writeFound('SEARCH', [2, 84, 882]), '* SEARCH 2 84 882\r\n');
  assert.equal(writeFound('SEARCH', []), '* SEARCH\r\n');
  assert.equal(writeFound('SEARCH', [2, 5], 917162500), '* SEARCH 2 5 (MODSEQ 917162500)\r\n');
  assert.equal(writeFound('SEARCH', [], 5), '* SEARCH\r\n');
  assert.equal(writeFound('SORT', [5, 3, 4]), '* SORT 5 3 4\r\n');
  assert.equal(
    writeEsearch({ tag: 'A285', byUid: true, min: 7, max: 3800, count: 3, all: [7, 8, 3800], modseq: 9 }),
    '* ESEARCH (TAG "A285") UID MIN 7 MAX 3800 COUNT 3 ALL 7:8,3800 MODSEQ 9\r\n',
  );
  assert.equal(writeEsearch({ tag: 'a', byUid: false, count: 0, all: [] }), '* ESEARCH (TAG "a") COUNT 0\r\n');
  assert.equal(writeVanished([41, 43, 44], true), '* VANISHED (EARLIER) 41,43:44\r\n');
  assert.equal(writeVanished([], false), '');
});

test('LIST and STATUS (RFC 9051 7.3)', () => {
  const list = (name: string, more: object = {}, mode = REV1) =>
    writeList({ name, attributes: ['\\HasNoChildren'], ...more }, mode);
  assert.equal(list('INBOX'), '* LIST (\\HasNoChildren) "/" INBOX\r\n');
  assert.equal(list('Posta inviata è'), '* LIST (\\HasNoChildren) "/" "Posta inviata &AOg-"\r\n');
  assert.equal(list('è', {}, UTF8), '* LIST (\\HasNoChildren) "/" "\xc3\xa8"\r\n');
  assert.equal(list('', { attributes: ['\\Noselect'] }), '* LIST (\\Noselect) "/" ""\r\n');
  assert.equal(list('a', { command: 'LSUB', attributes: [], delimiter: null }), '* LSUB () NIL a\r\n');
  assert.equal(
    list('Foo', { attributes: [], childInfo: ['SUBSCRIBED'], oldName: 'Old foo' }),
    '* LIST () "/" Foo ("CHILDINFO" ("SUBSCRIBED") "OLDNAME" ("Old foo"))\r\n',
  );
  const values = new Map<'MESSAGES' | 'MAILBOXID' | 'APPENDLIMIT', number | string>([
    ['MESSAGES', 231],
    ['MAILBOXID', 'F2'],
    ['APPENDLIMIT', 'NIL'],
  ]);
  assert.equal(
    writeStatus('blurdy bloop', values, REV1),
    '* STATUS "blurdy bloop" (MESSAGES 231 MAILBOXID (F2) APPENDLIMIT NIL)\r\n',
  );
});

test('namespaces, quota and rights', () => {
  const personal = [{ prefix: '', delimiter: '/' }] as const;
  const otherUsers = [{ prefix: 'Other Users/', delimiter: '/' }] as const;
  assert.equal(
    writeNamespaces({ personal, otherUsers, shared: [] }, REV1),
    '* NAMESPACE (("" "/")) (("Other Users/" "/")) NIL\r\n',
  );
  assert.equal(
    writeNamespaces({ personal: [], otherUsers: [], shared: [{ prefix: 'x/', delimiter: '/' }] }, REV1),
    '* NAMESPACE NIL NIL (("x/" "/"))\r\n',
  );
  const root = { name: '', resources: [{ name: 'STORAGE', usage: 10, limit: 512 }] } as const;
  assert.equal(writeQuota(root, REV1), '* QUOTA "" (STORAGE 10 512)\r\n');
  assert.equal(writeQuotaRoot('INBOX', [''], REV1), '* QUOTAROOT INBOX ""\r\n');
  assert.equal(
    writeRights('ACL', 'INBOX', ['Fred', 'rwipslxetad', 'a b', ''], REV1),
    '* ACL INBOX Fred rwipslxetad "a b" ""\r\n',
  );
});

test('an item of FETCH answers under its own name', () => {
  const section = { path: [1, 2], text: { fields: ['From', 'a(b'], not: true } } as const;
  assert.equal(
    writeItemName({ kind: 'SECTION', section, peek: true, partial: [0, 100] }),
    'BODY[1.2.HEADER.FIELDS.NOT (From "a(b")]<0>',
  );
  assert.equal(writeItemName({ kind: 'SECTION', section: { path: [] }, peek: false }), 'BODY[]');
  assert.equal(writeItemName({ kind: 'SECTION', section: { path: [1], text: 'MIME' }, peek: false }), 'BODY[1.MIME]');
  assert.equal(writeItemName({ kind: 'SECTION', section: { path: [] }, peek: false, as: 'RFC822' }), 'RFC822');
  assert.equal(writeItemName({ kind: 'BINARY', path: [3, 1], peek: true, partial: [5, 6] }), 'BINARY[3.1]<5>');
  assert.equal(writeItemName({ kind: 'BINARY.SIZE', path: [3] }), 'BINARY.SIZE[3]');
  assert.equal(writeItemName({ kind: 'PREVIEW', lazy: true }), 'PREVIEW');
});

test('dates have two places for the day and four for the year, in UTC', () => {
  assert.equal(writeDateTime(Date.UTC(1996, 6, 7, 2, 4, 5), 0), '" 7-Jul-1996 02:04:05 +0000"');
  assert.equal(writeDateTime(Date.UTC(2026, 10, 22, 23, 34, 56, 999), 60), '"23-Nov-2026 00:34:56 +0100"');
});
