import assert from 'node:assert/strict';
import test from 'node:test';
import { meaning, REV2, readOne, UTF8 } from './wire-kit.ts';

const table = async (rows: Readonly<Record<string, unknown>>, mode?: typeof UTF8) => {
  for (const [text, expected] of Object.entries(rows)) assert.deepEqual(await meaning(text, mode), expected, text);
};
const BEHIND = 'BAD there is more behind the end of the command';

test('commands without arguments take none', async () => {
  for (const name of ['CAPABILITY', 'NOOP', 'LOGOUT', 'STARTTLS', 'NAMESPACE', 'CHECK', 'CLOSE', 'UNSELECT', 'IDLE']) {
    await table({ [name]: { name }, [name.toLowerCase()]: { name }, [`${name} x`]: BEHIND, [`${name} `]: BEHIND });
  }
  await table({
    EXPUNGE: { name: 'EXPUNGE' },
    'UID EXPUNGE 3,5:9': {
      name: 'EXPUNGE',
      uids: [
        [3, 3],
        [5, 9],
      ],
    },
    'UID EXPUNGE $': { name: 'EXPUNGE', uids: 'saved' },
    'UID EXPUNGE': 'BAD a space is missing',
    'UID NOOP': 'BAD no such command',
    UID: 'BAD a space is missing',
    'XLIST "" *': 'BAD no such command',
    'NOOP{1}': BEHIND,
    ' NOOP': 'BAD the name of a command is missing',
  });
});

test('a tag is what RFC 9051 lets it be', async () => {
  const tagOf = async (line: string) => {
    const read = await readOne(`${line}\r\n`);
    return read.kind === 'command' || read.kind === 'fault' ? read.tag : read.kind;
  };
  for (const tag of ['a', '1', 'A.1-b]', '!#$&,;=?@[^_`|}~', 'x'.repeat(100)])
    assert.equal(await tagOf(`${tag} NOOP`), tag);
  for (const tag of ['+', '*', 'a+', '(', 'a"', '\xe8', 'a\\', '%', 'x'.repeat(101)]) {
    assert.equal(await tagOf(`${tag} NOOP`), '*', tag);
  }
});

test('who it is: LOGIN, AUTHENTICATE, ID, ENABLE, COMPRESS', async () => {
  await table({
    'LOGIN SMITH SESAME': { name: 'LOGIN', user: 'SMITH', password: 'SESAME' },
    'login "a b" "\\"\\\\"': { name: 'LOGIN', user: 'a b', password: '"\\' },
    'LOGIN {11+}\r\nFRED FOOBAR {7+}\r\nfat man': { name: 'LOGIN', user: 'FRED FOOBAR', password: 'fat man' },
    'LOGIN a]b ""': { name: 'LOGIN', user: 'a]b', password: '' },
    'LOGIN a {3+}\r\n\xe8\xa9x': 'BAD a text is not UTF-8',
    'LOGIN a {3+}\r\n\xc3\xa8x': { name: 'LOGIN', user: 'a', password: 'èx' },
    'LOGIN a': 'BAD a space is missing',
    'LOGIN a b c': BEHIND,
    'LOGIN  a b': 'BAD a string is missing',
    'LOGIN a "b': 'BAD a quoted string is not closed',
    'LOGIN a "\xc3\xa8"': { name: 'LOGIN', user: 'a', password: 'è' },
    'LOGIN ufficio@alfa.example*anna%x b': { name: 'LOGIN', user: 'ufficio@alfa.example*anna%x', password: 'b' },
    'LOGIN a b*c': BEHIND,
    'LOGIN a (b)': 'BAD a string is missing',
    'AUTHENTICATE PLAIN': { name: 'AUTHENTICATE', mechanism: 'PLAIN' },
    'AUTHENTICATE plain AHRlc3QAdGVzdA==': { name: 'AUTHENTICATE', mechanism: 'PLAIN', initial: 'AHRlc3QAdGVzdA==' },
    'AUTHENTICATE EXTERNAL =': { name: 'AUTHENTICATE', mechanism: 'EXTERNAL', initial: '' },
    'AUTHENTICATE PLAIN a*': BEHIND,
    'AUTHENTICATE PLAIN *': 'BAD base64 is missing',
    'ID NIL': { name: 'ID', fields: null },
    'ID ()': { name: 'ID', fields: new Map() },
    'ID ("Name" "sodr" "version" NIL)': {
      name: 'ID',
      fields: new Map([
        ['name', 'sodr'],
        ['version', null],
      ]),
    },
    'ID ("name")': 'BAD a space is missing',
    [`ID (${Array.from({ length: 31 }, (_, i) => `"${i}" "x"`).join(' ')})`]: 'BAD more than 30 fields',
    'ENABLE condstore UTF8=ACCEPT': { name: 'ENABLE', extensions: ['CONDSTORE', 'UTF8=ACCEPT'] },
    ENABLE: 'BAD a space is missing',
    'COMPRESS DEFLATE': { name: 'COMPRESS', mechanism: 'DEFLATE' },
  });
  await table({ 'LOGIN "\xc3\xa8" b': { name: 'LOGIN', user: 'è', password: 'b' } }, UTF8);
  await table({ 'LOGIN "\xe8" b': 'BAD a quoted string is not UTF-8' }, REV2);
});

test('quota and rights (RFC 9208, RFC 4314)', async () => {
  await table({
    'GETQUOTA ""': { name: 'GETQUOTA', root: '' },
    'GETQUOTAROOT inbox': { name: 'GETQUOTAROOT', mailbox: 'INBOX' },
    'SETQUOTA "!partition/sda4" (STORAGE 99 message 9007199254740991)': {
      name: 'SETQUOTA',
      root: '!partition/sda4',
      limits: new Map([
        ['STORAGE', 99],
        ['MESSAGE', Number.MAX_SAFE_INTEGER],
      ]),
    },
    'SETQUOTA "" ()': { name: 'SETQUOTA', root: '', limits: new Map() },
    'SETQUOTA "" (STORAGE -1)': 'BAD a limit is missing',
    'GETACL INBOX': { name: 'GETACL', mailbox: 'INBOX' },
    'MYRIGHTS INBOX': { name: 'MYRIGHTS', mailbox: 'INBOX' },
    'LISTRIGHTS ~/Mail/saved smith': { name: 'LISTRIGHTS', mailbox: '~/Mail/saved', identifier: 'smith' },
    'DELETEACL INBOX Fred': { name: 'DELETEACL', mailbox: 'INBOX', identifier: 'Fred' },
    'SETACL INBOX John lrQswicda': 'BAD rights are letters in lower case and digits',
    'SETACL INBOX John lrswi0': {
      name: 'SETACL',
      mailbox: 'INBOX',
      identifier: 'John',
      mode: 'replace',
      rights: 'lrswi0',
    },
    'SETACL INBOX -anna +cda': { name: 'SETACL', mailbox: 'INBOX', identifier: '-anna', mode: 'add', rights: 'cda' },
    'SETACL INBOX a -x': { name: 'SETACL', mailbox: 'INBOX', identifier: 'a', mode: 'remove', rights: 'x' },
    'SETACL INBOX a ""': { name: 'SETACL', mailbox: 'INBOX', identifier: 'a', mode: 'replace', rights: '' },
  });
});
