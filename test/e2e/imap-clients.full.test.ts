import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { ImapFlow } from 'imapflow';
import { ImapClient } from '../imap/imap-client.ts';
import { startCountry, type TestCountry } from './country.ts';
import { temporaryFolder } from './folder.ts';
import { letter } from './mail.ts';
import {
  type Account,
  digest,
  digestOfKept,
  fetchmail,
  getmail,
  mailFiles,
  mbsync,
  mutt,
  offlineimap,
} from './mail-programs.ts';
import { missing } from './openssl.ts';
import { until } from './poll.ts';
import { SHAPES } from './shapes.ts';

const run = promisify(execFile);
const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';

let country: TestCountry;
let account: Account;
let folder: string;
let inbox: readonly Buffer[];
before(async () => {
  country = await startCountry();
  folder = temporaryFolder('programs');
  for (const [name, header, body] of SHAPES) {
    const message = letter(MARIO, [BIANCHI], `Forma, ${name}`, { header, body });
    await country.submit({ from: MARIO, to: [BIANCHI] }, message, ' BODY=8BITMIME');
  }
  inbox = await until('all envelopes have come', async () => {
    const all = await country.inbox(BIANCHI);
    return all.length >= SHAPES.length && all;
  });
  account = {
    host: 'localhost',
    imaps: country.beta.imaps!.port,
    user: BIANCHI,
    password: country.box(BIANCHI).password,
    root: country.network.root,
  };
});
after(async () => {
  await country?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function own(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

async function enter(name?: string): Promise<ImapClient> {
  const client = await ImapClient.login({ ...country.beta.imaps!, root: country.root }, BIANCHI, account.password);
  if (name !== undefined) await client.ok(`SELECT ${name}`);
  return client;
}

const sorted = (all: readonly string[]) => all.toSorted();
/** What a program keeps without any CR is compared with its line ends made whole. */
const inboxDigests = () => sorted(inbox.map((message) => digestOfKept(message)));
/** Python's mail parser folds header lines anew and moves blank lines: of what went through it only the rest is compared. */
const squeezed = (octets: Uint8Array) => Buffer.from(octets).toString('latin1').replaceAll(/\s+/g, '');

test('mbsync brings everything, its second run is a no-op, and changes go both ways', {
  skip: missing('mbsync'),
}, async () => {
  const home = own('mbsync');
  await mbsync(home, account);
  const files = mailFiles(join(home, 'maildir', 'INBOX'));
  // It marks each message with a header of its own.
  const kept = files.map((file) => readFileSync(file, 'latin1').replace(/^X-TUID: .*\n/m, ''));
  assert.deepEqual(sorted(kept.map((text) => digestOfKept(Buffer.from(text, 'latin1')))), inboxDigests());
  const nothing = /^F: \+0\/0 \*0\/0 #0\/0 +N: \+0\/0 \*0\/0 #0\/0$/;
  assert.match(await mbsync(home, account), nothing);
  // A new message and a flag here, a flag there.
  const fresh = 'From: me@pec.beta.example\nMessage-ID: <locale@client.example>\nSubject: scritto qui\n\nciao\n';
  mkdirSync(join(home, 'maildir', 'Archivio', 'cur'), { recursive: true });
  for (const name of ['new', 'tmp']) mkdirSync(join(home, 'maildir', 'Archivio', name));
  writeFileSync(join(home, 'maildir', 'Archivio', 'cur', '1.locale:2,F'), fresh);
  using client = await enter('INBOX');
  await client.ok('STORE 1 +FLAGS (\\Flagged)');
  assert.match(await mbsync(home, account), /N: \+0\/0 \*1\/1/);
  assert.match(await mbsync(home, account), nothing);
  await client.ok('SELECT Archivio');
  const [flags] = await client.ok('FETCH 1 (FLAGS RFC822.SIZE)');
  assert.match(flags!, /\\Flagged/);
  await client.ok('STORE 1 +FLAGS (\\Deleted)');
  await client.ok('EXPUNGE');
  await mbsync(home, account);
  assert.deepEqual(mailFiles(join(home, 'maildir', 'Archivio')), []);
  assert.match(await mbsync(home, account), nothing);
});

test('offlineimap brings everything, and a second time nothing', { skip: missing('offlineimap') }, async () => {
  const home = own('offlineimap');
  await offlineimap(home, account);
  const kept = () => mailFiles(join(home, 'maildir', 'INBOX'));
  assert.deepEqual(sorted(kept().map((file) => squeezed(readFileSync(file)))), sorted(inbox.map(squeezed)));
  const before = kept();
  await offlineimap(home, account);
  assert.deepEqual(kept(), before);
});

for (const [protocol, doorOf] of [
  ['IMAP', () => country.beta.imaps!],
  ['POP3', () => country.beta.pop3s!],
] as const) {
  test(`fetchmail brings everything over ${protocol}`, { skip: missing('fetchmail') }, async () => {
    const mail = await fetchmail(own(`fetchmail-${protocol}`), account, protocol, doorOf().port);
    const text = mail.toString('latin1').replace(/\r\n/g, '\n');
    for (const message of inbox) {
      const body = message.toString('latin1').replace(/\r\n/g, '\n');
      assert.ok(text.includes(body.slice(body.indexOf('\n\n'), -1)), body.slice(0, 300));
    }
  });
}

test('getmail brings everything, and a second time nothing', { skip: missing('getmail') }, async () => {
  const home = own('getmail');
  assert.match(await getmail(home, account), new RegExp(`${inbox.length} messages .* retrieved`));
  const kept = mailFiles(join(home, 'maildir'));
  assert.equal(kept.length, inbox.length);
  const added = /^X-getmail-retrieved-from-mailbox: .*\r?\n/gm;
  const bare = kept.map((file) => squeezed(Buffer.from(readFileSync(file, 'latin1').replaceAll(added, ''), 'latin1')));
  assert.deepEqual(sorted(bare), sorted(inbox.map(squeezed)));
  assert.match(await getmail(home, account), new RegExp(`0 messages .* retrieved, ${inbox.length} skipped`));
});

for (const program of ['mutt', 'neomutt'] as const) {
  test(`${program} opens the inbox and copies every message`, { skip: missing(program, '-v') }, async () => {
    const copies = (await mutt(program, own(program), account)).toString('latin1');
    // An mbox quotes lines that begin with From, and the header gets a Status.
    const unquoted = copies.replace(/^>From /gm, 'From ').replace(/\r\n/g, '\n');
    for (const message of inbox) {
      const body = message.toString('latin1').replace(/\r\n/g, '\n');
      assert.ok(unquoted.includes(body.slice(body.indexOf('\n\n')).trimEnd()), body.slice(0, 300));
    }
  });
}

test('curl reads, searches, uploads and deletes over imaps', { skip: missing('curl') }, async () => {
  const door = `imaps://localhost:${account.imaps}`;
  const words = [
    '--silent',
    '--show-error',
    '--fail',
    '--cacert',
    account.root,
    '--user',
    `${BIANCHI}:${account.password}`,
  ];
  const curl = async (...more: string[]) => (await run('curl', [...words, ...more], { encoding: 'buffer' })).stdout;
  const first = await curl(`${door}/INBOX;MAILINDEX=1`);
  assert.equal(digest(first), digest(inbox[0]!));
  assert.match(String(await curl(`${door}/INBOX?SUBJECT%20Forma`)), /^\* SEARCH 1 2 3/);
  await curl(door, '-X', 'CREATE DaCurl');
  const file = join(folder, 'da-curl.eml');
  writeFileSync(file, inbox[1]!);
  await curl('-T', file, `${door}/DaCurl`);
  assert.equal(digest(await curl(`${door}/DaCurl;MAILINDEX=1`)), digest(inbox[1]!));
  assert.match(String(await curl(`${door}/`, '-X', 'LIST "" *')), /DaCurl/);
  await curl(door, '-X', 'DELETE DaCurl');
});

test('imapflow does everything an integration does', async () => {
  const flow = new ImapFlow({
    host: 'localhost',
    port: account.imaps,
    secure: true,
    auth: { user: BIANCHI, pass: account.password },
    tls: { ca: country.root },
    logger: false,
    qresync: true,
  });
  await flow.connect();
  try {
    const names = (await flow.list()).map(({ path, specialUse }) => `${path} ${specialUse ?? ''}`.trim());
    for (const name of ['INBOX \\Inbox', 'Sent \\Sent', 'Drafts \\Drafts', 'Trash \\Trash'])
      assert.ok(names.includes(name), names.join());
    const lock = await flow.getMailboxLock('INBOX');
    try {
      const seen: string[] = [];
      for await (const message of flow.fetch('1:*', {
        source: true,
        envelope: true,
        bodyStructure: true,
        flags: true,
      })) {
        seen.push(digest(message.source!));
        assert.ok(message.flags!.has('$PEC-busta'), [...message.flags!].join());
        assert.match(message.envelope!.subject!, /^POSTA CERTIFICATA: Forma/);
      }
      assert.deepEqual(sorted(seen), sorted(inbox.map(digest)));
      const { content } = await flow.download('1');
      const pieces: Buffer[] = [];
      for await (const piece of content!) pieces.push(piece as Buffer);
      assert.equal(digest(Buffer.concat(pieces)), digest(inbox[0]!));
      assert.deepEqual(await flow.search({ body: 'una RIGA' }), [1]);
      await flow.messageFlagsAdd('2', ['Letto-da-integrazione']);
      assert.deepEqual(await flow.search({ keyword: 'Letto-da-integrazione' }), [2]);
      // What the server says of a message is not for clients to say.
      await flow.messageFlagsRemove('2', ['$PEC-busta']).catch(() => false);
      assert.equal(((await flow.search({ keyword: '$PEC-busta' })) as number[]).length, inbox.length);
      await flow.mailboxCreate('Fascicoli/2026');
      const copied = await flow.messageCopy('1:2', 'Fascicoli/2026');
      assert.equal((copied as { uidMap: Map<number, number> }).uidMap.size, 2);
      const appended = await flow.append('Fascicoli/2026', inbox[2]!, ['\\Seen']);
      assert.equal((appended as { uid: number }).uid, 3);
    } finally {
      lock.release();
    }
    const status = await flow.status('Fascicoli/2026', { messages: true, unseen: true, highestModseq: true });
    assert.ok(status);
    assert.equal(status.messages, 3);
    const another = await flow.getMailboxLock('Fascicoli/2026');
    try {
      await flow.messageMove('1', 'Trash');
      await flow.messageDelete('1:*');
      assert.deepEqual(await flow.search({ all: true }), []);
    } finally {
      another.release();
    }
    await flow.mailboxDelete('Fascicoli/2026');
    const quota = await flow.getQuota('INBOX');
    assert.ok(quota && quota.storage!.usage! > 0);
  } finally {
    await flow.logout();
  }
});

test('a new message is told to a client that idles', async () => {
  using client = await enter('INBOX');
  const tag = client.nextTag();
  client.write(`${tag} IDLE\r\n`);
  assert.match(await client.response(), /^\+/);
  await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], 'Mentre si aspetta'));
  assert.match(await client.response(), /^\* \d+ EXISTS/);
  client.write('DONE\r\n');
  assert.equal((await client.answer(tag)).status, 'OK');
});

test('Python reads with imaplib and poplib what stands in the mailbox', { skip: missing('python3') }, async () => {
  const program = join(import.meta.dirname, 'mailbox-clients.py');
  const words = [program, 'localhost', String(account.imaps), String(country.beta.pop3s!.port), account.root];
  const environment = { ...process.env, BOX_USER: BIANCHI, BOX_PASSWORD: account.password };
  const { stdout } = await run('python3', words, { env: environment, timeout: 120_000 });
  const told = JSON.parse(stdout) as Record<string, readonly string[]>;
  const all = sorted((await country.inbox(BIANCHI)).map(digest));
  for (const how of ['imap', 'pop3']) assert.deepEqual(sorted(told[how]!), all, how);
  assert.deepEqual(told.folders, ['Da Python']);
});
