import assert from 'node:assert/strict';
import test from 'node:test';
import { meaning, REV2, UTF8 } from './wire-kit.ts';

const table = async (rows: Readonly<Record<string, unknown>>, mode?: typeof UTF8) => {
  for (const [text, expected] of Object.entries(rows)) assert.deepEqual(await meaning(text, mode), expected, text);
};
const BAD_NAME = 'BAD a mailbox name is not modified UTF-7, or holds control characters';

test('mailbox names are read as the client writes them: modified UTF-7, UTF-8 after ENABLE', async () => {
  const name = async (text: string, mode?: typeof UTF8) => {
    const read = await meaning(`DELETE ${text}`, mode);
    return typeof read === 'object' && read !== null && 'mailbox' in read ? read.mailbox : read;
  };
  assert.equal(await name('inBox'), 'INBOX');
  assert.equal(await name('"iNBOX/a"'), 'INBOX/a');
  assert.equal(await name('inboxes'), 'inboxes');
  assert.equal(await name('{5+}\r\nINBOX'), 'INBOX');
  assert.equal(await name('"Posta &AOg- A&-B"'), 'Posta è A&B');
  assert.equal(await name('~peter/mail/&U,BTFw-/&ZeVnLIqe-'), '~peter/mail/台北/日本語');
  assert.equal(await name('a&AOg'), BAD_NAME);
  assert.equal(await name('&Jjo!'), BAD_NAME);
  assert.equal(await name('&U,BTFw-&ZeVnLIqe-'), BAD_NAME);
  assert.equal(await name('&AGE-'), BAD_NAME);
  assert.equal(await name('{2+}\r\n\xc3\xa8'), BAD_NAME);
  assert.equal(await name('"\xc3\xa8"'), BAD_NAME);
  assert.equal(await name('"a\tb"'), BAD_NAME);
  assert.equal(await name('&AAo-'), BAD_NAME);
  for (const mode of [UTF8, REV2]) {
    assert.equal(await name('"A&AOg-\xc3\xa8"', mode), 'A&AOg-è');
    assert.equal(await name('"e\xcc\x80"', mode), 'è');
    assert.equal(await name('{2+}\r\n\xc3\xa8', mode), 'è');
    assert.match(String(await name('{2+}\r\n\xe8x', mode)), /^BAD a mailbox name is not UTF-8/);
    assert.match(String(await name('"\xc2\x85"', mode)), /^BAD a mailbox name is not UTF-8/);
  }
});

test('SELECT and EXAMINE with CONDSTORE and QRESYNC (RFC 7162)', async () => {
  const select = (options: object) => ({ name: 'SELECT', mailbox: 'INBOX', options });
  const uidValidity = 67890007;
  await table({
    'SELECT INBOX': select({}),
    'EXAMINE blurdybloop': { name: 'EXAMINE', mailbox: 'blurdybloop', options: {} },
    'SELECT INBOX (CONDSTORE)': select({ condstore: true }),
    'SELECT INBOX (QRESYNC (67890007 20050715194045000))': select({
      qresync: { uidValidity, modseq: Number.MAX_SAFE_INTEGER },
    }),
    'SELECT INBOX (QRESYNC (67890007 9223372036854775808))': 'BAD a mod-sequence is over 9223372036854775807',
    'SELECT INBOX (QRESYNC (67890007 715194045007))': select({ qresync: { uidValidity, modseq: 715194045007 } }),
    'SELECT INBOX (QRESYNC (67890007 5 41,43:211,214:541) CONDSTORE)': select({
      condstore: true,
      qresync: {
        uidValidity,
        modseq: 5,
        knownUids: [
          [41, 41],
          [43, 211],
          [214, 541],
        ],
      },
    }),
    'SELECT INBOX (QRESYNC (67890007 5 1:9 (1,3 2,8)))': select({
      qresync: {
        uidValidity,
        modseq: 5,
        knownUids: [[1, 9]],
        match: [
          [
            [1, 1],
            [3, 3],
          ],
          [
            [2, 2],
            [8, 8],
          ],
        ],
      },
    }),
    'SELECT INBOX (QRESYNC (67890007 5 (1 2)))': select({
      qresync: { uidValidity, modseq: 5, match: [[[1, 1]], [[2, 2]]] },
    }),
    'SELECT INBOX (QRESYNC (67890007 5 1:*))': 'BAD a list of what is known holds neither * nor $',
    'SELECT INBOX (QRESYNC (67890007 5 $))': 'BAD a list of what is known holds neither * nor $',
    'SELECT INBOX (QRESYNC (0 5))': 'BAD UIDVALIDITY is not from 1 to 4294967295',
    'SELECT INBOX (QRESYNC (1 2) QRESYNC (1 2))': 'BAD no such parameter of SELECT',
    'SELECT INBOX ()': 'BAD a parameter of SELECT is missing',
    'SELECT INBOX (FOO)': 'BAD no such parameter of SELECT',
    SELECT: 'BAD a space is missing',
  });
});

test('folders are made, renamed, subscribed to', async () => {
  await table({
    'CREATE owatagusiam/': { name: 'CREATE', mailbox: 'owatagusiam/', use: [] },
    'CREATE MySpecial (USE (\\Drafts \\Sent))': { name: 'CREATE', mailbox: 'MySpecial', use: ['\\Drafts', '\\Sent'] },
    'CREATE x (USE ())': { name: 'CREATE', mailbox: 'x', use: [] },
    'CREATE x (FOO)': 'BAD no such parameter of CREATE',
    'RENAME blurdybloop sarasoop': { name: 'RENAME', mailbox: 'blurdybloop', newName: 'sarasoop' },
    'RENAME a': 'BAD a space is missing',
    'SUBSCRIBE #news.comp.mail.mime': { name: 'SUBSCRIBE', mailbox: '#news.comp.mail.mime' },
    'UNSUBSCRIBE a': { name: 'UNSUBSCRIBE', mailbox: 'a' },
    'DELETE a b': 'BAD there is more behind the end of the command',
    'DELETE a*': 'BAD there is more behind the end of the command',
  });
});

test('LIST in all its forms (RFC 9051 6.3.9), and LSUB', async () => {
  const list = (patterns: readonly string[], more: object = {}) => ({
    name: 'LIST',
    options: { select: new Set(), reference: '', patterns, returns: new Set(), extended: false, ...more },
  });
  await table({
    'LIST "" ""': list(['']),
    'LIST "" *': list(['*']),
    'LIST "" INBOX': list(['INBOX']),
    'LIST "" inbox/%': list(['INBOX/%']),
    'LIST "" "&AOg-*"': list(['è*']),
    'LIST "#news." "comp.mail.%]"': list(['comp.mail.%]'], { reference: '#news.' }),
    'LIST () "" "*"': list(['*'], { extended: true }),
    'LIST "" ("INBOX" "Drafts" Sent/%)': list(['INBOX', 'Drafts', 'Sent/%'], { extended: true }),
    'LIST (SUBSCRIBED) "" "*"': list(['*'], { select: new Set(['SUBSCRIBED']), extended: true }),
    'LIST (SUBSCRIBED RECURSIVEMATCH) "" "*"': list(['*'], {
      select: new Set(['SUBSCRIBED', 'RECURSIVEMATCH']),
      extended: true,
    }),
    'list (remote special-use) "" "*"': list(['*'], { select: new Set(['REMOTE', 'SPECIAL-USE']), extended: true }),
    'LIST "" "%" RETURN (CHILDREN SPECIAL-USE SUBSCRIBED)': list(['%'], {
      returns: new Set(['CHILDREN', 'SPECIAL-USE', 'SUBSCRIBED']),
      extended: true,
    }),
    'LIST "" % RETURN (STATUS (MESSAGES UNSEEN MESSAGES))': list(['%'], {
      status: ['MESSAGES', 'UNSEEN'],
      extended: true,
    }),
    'LIST "" "%" RETURN ()': list(['%'], { extended: true }),
    'LIST (RECURSIVEMATCH) "" "*"': 'BAD RECURSIVEMATCH wants SUBSCRIBED or SPECIAL-USE beside it',
    'LIST (RECURSIVEMATCH REMOTE) "" "*"': 'BAD RECURSIVEMATCH wants SUBSCRIBED or SPECIAL-USE beside it',
    'LIST (FOO) "" "*"': 'BAD a selection of LIST is not known',
    'LIST "" "*" RETURN (FOO)': 'BAD what LIST returns is not known',
    'LIST "" "*" RETURN (STATUS)': 'BAD a space is missing',
    'LIST "" ()': 'BAD a mailbox pattern is missing',
    'LIST "" "*" FOO ()': 'BAD RETURN is missing',
    'LIST ""': 'BAD a space is missing',
    'LIST "" "&*"': BAD_NAME,
    'LSUB "#news." "comp.mail.*"': { name: 'LSUB', reference: '#news.', pattern: 'comp.mail.*' },
    'LSUB "" ("a" "b")': 'BAD a mailbox pattern is missing',
  });
});

test('STATUS with what the extensions add', async () => {
  await table({
    'STATUS blurdybloop (UIDNEXT MESSAGES)': { name: 'STATUS', mailbox: 'blurdybloop', items: ['UIDNEXT', 'MESSAGES'] },
    'STATUS x (recent uidvalidity unseen deleted size highestmodseq mailboxid appendlimit deleted-storage)': {
      name: 'STATUS',
      mailbox: 'x',
      items: [
        ...['RECENT', 'UIDVALIDITY', 'UNSEEN', 'DELETED', 'SIZE', 'HIGHESTMODSEQ', 'MAILBOXID'],
        ...['APPENDLIMIT', 'DELETED-STORAGE'],
      ],
    },
    'STATUS x ()': 'BAD a status item is missing',
    'STATUS x MESSAGES': 'BAD ( is missing',
    'STATUS x (MESSAGES )': 'BAD a status item is missing',
    'STATUS x (FOO)': 'BAD a status item is not known',
  });
});
