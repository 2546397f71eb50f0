import assert from 'node:assert/strict';
import test from 'node:test';
import type { ImapCommand } from './command.ts';
import { meaning, readOne, UTF8 } from './wire-kit.ts';

const table = async (rows: Readonly<Record<string, unknown>>) => {
  for (const [text, expected] of Object.entries(rows)) assert.deepEqual(await meaning(text), expected, text);
};

/** APPEND or REPLACE without the stream in its message. */
async function target(text: string, mode?: typeof UTF8): Promise<unknown> {
  const read = (await meaning(text, mode)) as ImapCommand | string;
  if (typeof read === 'string' || !('message' in read)) return read;
  const { message, ...rest } = read;
  return { ...rest, size: message.size, binary: message.binary };
}

test('APPEND and REPLACE up to their message (RFC 9051 6.3.12, RFC 8508)', async () => {
  const append = { name: 'APPEND', mailbox: 'saved-messages', flags: [], utf8: false, size: 310, binary: false };
  const rows: Readonly<Record<string, unknown>> = {
    'APPEND saved-messages {310}': append,
    'APPEND saved-messages {310+}': append,
    'APPEND saved-messages (\\seen $Forwarded \\Foo) {310}': { ...append, flags: ['\\Seen', '$Forwarded', '\\Foo'] },
    'APPEND saved-messages () "17-Jul-1996 02:44:25 -0700" ~{310}': {
      ...append,
      date: Date.UTC(1996, 6, 17, 9, 44, 25),
      binary: true,
    },
    'APPEND saved-messages " 7-Jul-1996 02:44:25 +0130" {310}': { ...append, date: Date.UTC(1996, 6, 7, 1, 14, 25) },
    'APPEND {14+}\r\nsaved-messages {310}': append,
    'REPLACE 4 saved-messages {310}': { ...append, name: 'REPLACE', byUid: false, number: 4 },
    'REPLACE * saved-messages {310}': { ...append, name: 'REPLACE', byUid: false, number: Number.POSITIVE_INFINITY },
    'UID REPLACE 2002 saved-messages (\\Seen) {310}': {
      ...append,
      ...{ name: 'REPLACE', byUid: true, number: 2002, flags: ['\\Seen'] },
    },
    'APPEND x UTF8 (~{5}': 'BAD UTF8 needs ENABLE UTF8=ACCEPT',
    'APPEND x': 'BAD a space is missing',
    'APPEND x "abc"': 'BAD a date such as "17-Jul-1996 02:44:25 -0700" is missing',
    'APPEND x "31-Feb-1996 02:44:25 -0700" {5}': 'BAD no such day',
    'APPEND x "01-Feb-1996 24:00:00 -0700" {5}': 'BAD no such time',
    'APPEND x "01-Foo-1996 02:44:25 -0700" {5}': 'BAD no such day',
    'APPEND x (\\*) {5}': 'BAD a flag is missing',
    'APPEND x (\\Seen){5}': 'BAD a space is missing',
    'APPEND x {9007199254740993}': 'NO [TOOBIG] the literal is too big',
    'REPLACE 0 x {5}': 'BAD a number is not from 1 to 4294967295',
  };
  for (const [text, expected] of Object.entries(rows)) assert.deepEqual(await target(text), expected, text);
  const utf8 = { ...append, mailbox: 'x', utf8: true, size: 5, binary: true };
  assert.deepEqual(await target('APPEND x utf8 (~{5}', UTF8), utf8);
  assert.equal(await target('APPEND x UTF8 ({5}', UTF8), 'BAD UTF8 wants a literal that begins with ~{');
});

test('STORE with and without parentheses, and only unless changed (RFC 7162 3.1.3)', async () => {
  const store = { name: 'STORE', byUid: false, set: [[2, 4]], mode: 'add', silent: false, flags: ['\\Deleted'] };
  await table({
    'STORE 2:4 +FLAGS (\\Deleted)': store,
    'STORE 4:2 +flags \\DELETED': store,
    'STORE 2:4 FLAGS ()': { ...store, mode: 'replace', flags: [] },
    'STORE 2:4 -FLAGS.SILENT \\Seen $Junk \\Recent': {
      ...store,
      ...{ mode: 'remove', silent: true, flags: ['\\Seen', '$Junk', '\\Recent'] },
    },
    'UID STORE 2:4 (UNCHANGEDSINCE 320162338) +FLAGS.SILENT (\\Deleted)': {
      ...store,
      ...{ byUid: true, silent: true, unchangedSince: 320162338 },
    },
    'STORE $ (UNCHANGEDSINCE 0) +FLAGS (\\Deleted)': { ...store, set: 'saved', unchangedSince: 0 },
    'STORE 2:4 (UNCHANGEDSINCE 1 UNCHANGEDSINCE 2) FLAGS ()': 'BAD UNCHANGEDSINCE stands twice',
    'STORE 2:4 () FLAGS ()': 'BAD UNCHANGEDSINCE is missing',
    'STORE 2:4 FLAGS': 'BAD a space is missing',
    'STORE 2:4 FLAGS \\': 'BAD a flag is missing',
    'STORE 2:4 LABELS (a)': 'BAD only FLAGS can be stored',
    'STORE 2:4 FLAGS (\\Seen': 'BAD ) is missing',
    'STORE 2:4 FLAGS (a]b)': 'BAD ) is missing',
    'STORE 2:4 FLAGS ("a")': 'BAD a flag is missing',
    'STORE a FLAGS ()': 'BAD a sequence set is missing',
    'STORE 0 FLAGS ()': 'BAD a sequence set is wrong',
  });
});

test('COPY and MOVE', async () => {
  await table({
    'COPY 2:4 MEETING': { name: 'COPY', byUid: false, set: [[2, 4]], mailbox: 'MEETING' },
    'UID MOVE 42:69,* foo': {
      name: 'MOVE',
      byUid: true,
      set: [
        [42, 69],
        [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
      ],
      mailbox: 'foo',
    },
    'COPY 2:4': 'BAD a space is missing',
    'MOVE inbox': 'BAD a sequence set is missing',
  });
});

test('a sequence set has at most 10,000 ranges', async () => {
  const set = (ranges: number) => Array.from({ length: ranges }, (_, i) => i + 1).join(',');
  const good = await readOne(`A1 COPY ${set(10_000)} x\r\n`);
  assert.ok(good.kind === 'command' && good.command.name === 'COPY' && good.command.set.length === 10_000);
  assert.equal(await meaning(`COPY ${set(10_001)} x`), 'BAD more than 10000 ranges in a sequence set');
});
