import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, type TestContext, test } from 'node:test';
import { openLogins } from '#accounts';
import { openFileBlobs } from '#adapters/files';
import { seededRandom } from '#adapters/memory';
import { loginBrake } from '#doors/brakes';
import { openImapBackend, openImapDoor } from '#doors/imap';
import { openFolderViews } from '#mailbox';
import { toLatin1 } from '#mime';
import type { Mailbox, MailItem } from '#ports';
import { openWorld, sampleMailbox, type World } from '#testing';
import { openPostgresStore, type PostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';
import { jsonLines, openProviderFolder, type ProviderFolder } from './test-provider-folder.ts';

const [MARIO, UFFICIO] = ['mario@pec.alfa.example', 'ufficio@pec.beta.example'];
const NOW = Date.now();

let database: TestDatabase;
let store: PostgresStore;
let provider: ProviderFolder;
/** What Mario had at another provider: folder of a Maildir to files. */
let past: { readonly identificativo: string; readonly maildir: string };

before(async () => {
  database = await openTestDatabase();
  store = await openPostgresStore({ connection: database.server });
  const world = await openWorld();
  world.clock.moveTo(NOW);
  await world.refresh();
  provider = await openProviderFolder(database, world);
  past = await makePast(world);
  // The copies of the index and of the revocation lists that the running provider would have.
  const { inspect } = world.member('alfa').disk;
  const names = ['indice.ldif', ...[...world.directory.documents.keys()].map((url) => `crl ${url}`)];
  const documents = (await Promise.all(names.map((name) => inspect.document(name)))).filter((one) => one !== undefined);
  await store.commit({ documents });
});
after(async () => {
  await store[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  provider[Symbol.dispose]();
});

/** A Maildir as another provider's server leaves it: lines in LF, a chain of PEC messages, one of them forged. */
async function makePast(world: World) {
  const original = world.write({ from: MARIO!, to: UFFICIO!, subject: 'Istanza', body: 'Egregi signori.\r\n' });
  const { identificativo } = await world.submit({ from: MARIO!, to: UFFICIO!, raw: original });
  await world.settle();
  const receipts = await world.inbox(MARIO!);
  const forged = Buffer.from(receipts.at(-1)!.bytes).toString('latin1').replaceAll('Istanza', 'Ist4nza');
  const maildir = provider.file('past', '');
  const put = (place: string, name: string, octets: Uint8Array, at: number) => {
    for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(maildir, place, part), { recursive: true });
    const file = join(maildir, place, name);
    writeFileSync(file, Buffer.from(octets).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
    utimesSync(file, at / 1_000, at / 1_000);
  };
  for (const [n, { bytes }] of receipts.entries()) put('', `cur/${1_000 + n}.M1.server:2,S`, bytes, NOW - 5_000 + n);
  put('', 'new/2000.M2.server', toLatin1(forged), NOW - 4_000);
  put('.Sent', 'cur/900.M3.server:2,FS', original, NOW - 6_000);
  const big = `Subject: big\r\n\r\n${'From the file \xe8\r\n'.repeat(70_000)}`;
  put('.Archivio.Citt&AOA-', 'cur/800.M4.server:2,Rb', toLatin1(big), NOW - 9_000);
  writeFileSync(join(maildir, '.Archivio.Citt&AOA-', 'dovecot-keywords'), '0 other\n1 urgente\n');
  return { identificativo, maildir };
}

async function box(id: string, change: Partial<Mailbox> = {}): Promise<string> {
  const mailbox = sampleMailbox(id, { quotaBytes: 10_000_000, passwordHash: 'x', ...change });
  await store.commit({ accounts: [{ kind: 'put-mailbox', mailbox }] });
  return mailbox.address;
}

async function items(id: string, folder: string): Promise<readonly MailItem[]> {
  const found = (await store.folders(id)).find(({ name }) => name === folder);
  return found ? (await store.changes(found.id, 0))!.items : [];
}

interface Line {
  readonly kind: string;
  readonly folder: string;
  readonly uid?: number;
  readonly sha256?: string;
}

/** What must be the same wherever a mailbox went: all but the numbers its server gave. */
function essence(out: string) {
  const lines = jsonLines<Line & Record<string, unknown>>(join(out, 'manifest.jsonl'));
  return lines
    .filter(({ kind }) => kind === 'folder' || kind === 'message')
    .map(({ uidValidity: _, uid: __, file: ___, offset: ____, length: _____, ...rest }) => rest);
}

async function ok(...words: readonly string[]) {
  const { code, out, err } = await provider.run(...words, '--json');
  assert.equal(code, 0, err);
  return JSON.parse(out) as Record<string, number>;
}

const importing = (address: string, path: string, ...more: readonly string[]) =>
  ['mailbox', 'import', address, '--from', 'maildir', '--path', path, ...more] as const;
const exporting = (address: string, out: string, format = 'maildir') =>
  ['mailbox', 'export', address, '--format', format, '--out', out, '--verify'] as const;

/** Ugo, who has moved in once for all tests. */
let movedIn: Promise<string> | undefined;
async function ugo(): Promise<string> {
  movedIn ??= box('ugo').then(async (address) => {
    const result = await ok(...importing(address, past.maildir, '--verify'));
    assert.deepEqual([result.imported, result.verified, result.failed], [5, 5, 0]);
    return address;
  });
  return await movedIn;
}

suite('a mailbox moves in from a Maildir of another server', () => {
  test('folders, flags and dates come as they were, lines of LF as the CRLF that was signed', async () => {
    await ugo();
    const folders = (await store.folders('ugo')).map(({ name, specialUse }) => [name, specialUse]);
    assert.deepEqual(folders.toSorted(), [
      ['Archivio', undefined],
      ['Archivio/Città', undefined],
      ['Drafts', '\\Drafts'],
      ['INBOX', undefined],
      ['Sent', '\\Sent'],
      ['Trash', '\\Trash'],
    ]);
    // A mail program shows them: it asks what is subscribed.
    assert.deepEqual(await store.subscriptions(sampleMailbox('ugo').address), ['Archivio/Città']);
    const [big] = await items('ugo', 'Archivio/Città');
    assert.deepEqual([big!.flags, big!.internalDate], [['\\Answered', 'urgente'], NOW - 9_000]);
    const message = (await store.messages([big!.messageId])).get(big!.messageId)!;
    assert.ok(message.rope.some((piece) => 'blob' in piece));
    const octets = toLatin1(`Subject: big\r\n\r\n${'From the file \xe8\r\n'.repeat(70_000)}`);
    assert.equal(message.sha256, createHash('sha256').update(octets).digest('hex'));
  });

  test('PEC is what the signature says, and a chain of sent message and receipts is one thread', async () => {
    await ugo();
    const inbox = (await items('ugo', 'INBOX')).map(({ flags, thread }) => [flags, thread]);
    const { identificativo } = past;
    assert.deepEqual(inbox, [
      [['$PEC-accettazione', '\\Seen'], identificativo],
      [['$PEC-consegna', '\\Seen'], identificativo],
      [['$PEC-nonverificata'], identificativo],
    ]);
    const [sent] = await items('ugo', 'Sent');
    assert.deepEqual([sent!.flags, sent!.thread], [['\\Flagged', '\\Seen'], identificativo]);
  });

  test('the message log tells who came in and what was taken out', async () => {
    const address = await ugo();
    await ok(...exporting(address, provider.file('logged')));
    const told = await store.searchLog({ event: 'Amministrazione', limit: 99 });
    const said = told.flatMap(({ eccezioni = [] }) => eccezioni).filter((text) => text.includes(address));
    assert.ok(
      said.some((text) => text === `casella ${address}, importazione (maildir ${join(past.maildir)})`),
      said.join(),
    );
    assert.ok(said.includes(`casella ${address}, esportazione (maildir)`));
  });
});

suite('a mailbox moves out and in again', () => {
  for (const format of ['maildir', 'mbox'] as const) {
    test(`by ${format}: the manifests of both are equal, to the keywords, dates and threads`, async () => {
      const [first, second] = [provider.file(`${format}-1`), provider.file(`${format}-2`)];
      await ok(...exporting(await ugo(), first, format));
      const ada = await box(`ada-${format}`);
      const result = await ok('mailbox', 'import', ada, '--from', format, '--path', first, '--verify');
      assert.deepEqual([result.imported, result.verified, result.failed], [5, 5, 0]);
      await ok(...exporting(ada, second));
      assert.equal(essence(first).filter(({ kind }) => kind === 'message').length, 5);
      assert.deepEqual(essence(second), essence(first));
    });
  }

  test('goes on where a kill left it, and nothing comes in twice', async () => {
    const eva = await box('eva');
    await ok(...importing(eva, past.maildir));
    const progress = join(provider.path, `import-${eva}.jsonl`);
    const lines = readFileSync(progress, 'utf8').trimEnd().split('\n');
    // The last message stands in the mailbox, and the word that it does was not written to its end.
    writeFileSync(progress, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)!.slice(0, 20)}`);
    const refused = await provider.run(...importing(eva, past.maildir));
    assert.deepEqual([refused.code, /--resume goes on with it/.test(refused.err)], [2, true], refused.err);
    const again = await ok(...importing(eva, past.maildir, '--resume', '--verify'));
    assert.deepEqual([again.imported, again.before, again.verified], [0, 5, 5]);
    assert.equal((await store.mailboxUse('eva')).messages, 5);
  });

  test('a damaged file is told, the others come in; mended, it comes too', async () => {
    const out = provider.file('damaged');
    await ok(...exporting(await ugo(), out));
    const [file] = readdirSync(join(out, '.Sent/cur'));
    const path = join(out, '.Sent/cur', file!);
    const whole = readFileSync(path);
    appendFileSync(path, 'more');
    const leo = await box('leo');
    const { code, err, out: told } = await provider.run(...importing(leo, out));
    assert.equal(code, 1);
    assert.match(err, /Sent, Sent .*: its octets have another SHA-256 than/);
    assert.match(told, /4 messages imported, .*1 FAILED/);
    assert.deepEqual(await items('leo', 'Sent'), []);
    writeFileSync(path, whole);
    const mended = await ok(...importing(leo, out, '--resume', '--verify'));
    assert.deepEqual([mended.imported, mended.before, mended.verified], [1, 4, 5]);
  });

  test('a mailbox without room says so, and has the rest when it has been given more', async () => {
    const small = await box('small', { quotaBytes: 50_000 });
    const full = await provider.run(...importing(small, past.maildir));
    assert.equal(full.code, 1);
    assert.match(full.err, /small@.* has no room left in its 50000 octets: give it more and say --resume/);
    await box('small', { quotaBytes: 3_000_000 });
    const { imported, before: there } = await ok(...importing(small, past.maildir, '--resume'));
    assert.equal(imported! + there!, 5);
  });
});

suite('a holder moves in from an IMAP account', () => {
  test('folders by what they are for, octets as they are, \\Seen untouched; the second time nothing comes', async (t) => {
    const { port } = await serveImap(t);
    const [target] = [await box('nino')];
    writeFileSync(provider.file('imap-password'), 'right\n');
    writeFileSync(provider.file('imap-ca.pem'), provider.tls.cert);
    const words = [
      ...['mailbox', 'import', target!, '--from', 'imap', '--imap-host', '127.0.0.1', '--imap-port', String(port)],
      ...['--imap-user', await ugo(), '--imap-password-file', 'imap-password', '--imap-ca', 'imap-ca.pem', '--verify'],
      ...['--map', 'Archivio/Città=Vecchie', '--progress', 'nino.jsonl'],
    ];
    const result = await ok(...words);
    assert.deepEqual([result.imported, result.verified, result.failed], [5, 5, 0]);
    const essenceOf = async (id: string, folder: string) =>
      await Promise.all(
        (await items(id, folder)).map(async ({ messageId, flags, internalDate, thread }) => {
          const { sha256 } = (await store.messages([messageId])).get(messageId)!;
          return { sha256, flags, at: Math.floor(internalDate / 1_000), thread };
        }),
      );
    for (const [from, to] of [
      ['INBOX', 'INBOX'],
      ['Sent', 'Sent'],
      ['Archivio/Città', 'Vecchie'],
    ] as const)
      assert.deepEqual(await essenceOf('nino', to), await essenceOf('ugo', from), from);
    const again = await ok(...words, '--resume');
    assert.deepEqual([again.imported, again.before], [0, 5]);
  });

  test('a wrong password, an unknown root and a missing option are each said plainly', async (t) => {
    const { port } = await serveImap(t);
    const [target, login] = [await box('pia'), await ugo()];
    writeFileSync(provider.file('wrong'), 'wrong\n');
    writeFileSync(provider.file('imap-ca.pem'), provider.tls.cert);
    const base = [
      'mailbox',
      'import',
      target,
      '--from',
      'imap',
      '--imap-host',
      '127.0.0.1',
      '--imap-port',
      String(port),
    ];
    const user = ['--imap-user', login];
    const wrong = await provider.run(...base, ...user, '--imap-password-file', 'wrong', '--imap-ca', 'imap-ca.pem');
    assert.deepEqual([wrong.code, /ugo@pec.alfa.example at 127.0.0.1/.test(wrong.err)], [1, true], wrong.err);
    const unknown = await provider.run(...base, ...user, '--imap-password-file', 'wrong');
    assert.deepEqual([unknown.code, /self-signed/.test(unknown.err)], [1, true], unknown.err);
    const missing = await provider.run(...base, ...user);
    assert.deepEqual([missing.code, /CERALACCA_IMAP_PASSWORD/.test(missing.err)], [2, true], missing.err);
  });
});

/** Our own IMAP door, as the other provider. */
async function serveImap(t: TestContext) {
  const blobs = await openFileBlobs({ dir: provider.blobs, random: seededRandom(7), legalTime: { now: Date.now } });
  const monotonic = { now: () => performance.now() };
  const legalTime = { now: Date.now };
  const views = openFolderViews(store);
  const door = await openImapDoor({
    listen: { host: '127.0.0.1', port: 0 },
    mode: 'implicit',
    tls: provider.tls,
    heloName: 'localhost',
    backend: openImapBackend({
      ...{ store, blobs, views, legalTime, monotonic, maxMessageBytes: 10_000_000 },
      logins: openLogins({ store, legalTime, verifyPassword: async (_kept, password) => password === 'right' }),
      brake: loginBrake(monotonic, { delayMs: 0 }),
      newMessageId: (at) => `${at}`,
      judge: async () => [],
      onUnreadable: (fault) => {
        throw fault;
      },
    }),
  });
  t.after(async () => {
    await door.close();
    views[Symbol.dispose]();
    await blobs[Symbol.asyncDispose]();
  });
  return door;
}
