import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startEmbeddedPostgres } from '#adapters/postgres';
import { systemRandom } from '#config';
import { dataFolder } from '#sandbox';
import { temporaryFolder } from './folder.ts';
import { submitThroughTrouble } from './load.ts';
import { letter } from './mail.ts';
import { openRecords } from './records.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { ceralacca } from './served.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const PASSPHRASE = 'una frase che nessuno indovina';

let sandbox: Sandbox;
let folder: string;
let plain: string;
let sealed: string;
let passphraseFile: string;
/** What the provider had when the backup was taken, and a moment later. */
let kept: { readonly rows: ReadonlyMap<string, string>; readonly accepted: readonly string[] };

before(async () => {
  folder = temporaryFolder('backup');
  passphraseFile = join(folder, 'passphrase');
  writeFileSync(passphraseFile, `${PASSPHRASE}\n`);
  sandbox = await startSandbox();
});
after(async () => {
  await sandbox?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const on = (data: string) => ['--data', data, '--provider', 'alfa'];

/** A body that is a file of its own. */
async function submitBig(subject: string): Promise<void> {
  const text = letter(MARIO, [BIANCHI], subject);
  await sandbox.visit.submit({ from: MARIO, to: [BIANCHI] }, `${text}${`${'x'.repeat(76)}\r\n`.repeat(6_000)}`);
}

test('a backup is made while messages come in, and read again', { timeout: 300_000 }, async () => {
  await submitBig('Grande prima');
  const words = ['backup', '--out', folder, '--json', '--passphrase-file', passphraseFile, ...on(sandbox.data)];
  let isMade = false;
  let submitted = 0;
  const making = ceralacca(words).finally(() => {
    isMade = true;
  });
  // Before, while and after it is made.
  for (let round = 0, isLast = false; !isLast; round++) {
    isLast = isMade;
    const load = { from: MARIO, to: BIANCHI, messages: 40, clients: 2, tag: `Copia ${round}` };
    await submitThroughTrouble(sandbox.visit, { ...load, onAccepted: () => submitted++ });
  }
  const end = await making;
  assert.equal(end.code, 0, end.err);
  const told = JSON.parse(end.out) as { file: string; at: string; verified: boolean; blobs: number; missing: string[] };
  assert.ok(told.verified && told.blobs >= 1 && told.missing.length === 0, end.out);
  sealed = told.file;
  assert.ok(sealed.endsWith('.tar.zst.age'));
  await using records = await openRecords(sandbox.data, 'alfa');
  const messages = await records.rows<{ id: string; sha256: string }>(
    `SELECT id, encode(sha256, 'hex') AS sha256 FROM message`,
  );
  const accepted = await records.rows<{ msgid: string }>(
    `SELECT msgid FROM log_record WHERE event = 'Accettazione' AND instant <= $1`,
    [Date.parse(told.at) - 1_000],
  );
  kept = {
    rows: new Map(messages.map(({ id, sha256 }) => [id, sha256])),
    accepted: accepted.map(({ msgid }) => msgid),
  };
  const counted = `${kept.accepted.length} of ${submitted} accepted before it`;
  assert.ok(kept.accepted.length > 20 && kept.accepted.length < submitted, counted);
});

async function assertRestored(data: string): Promise<void> {
  const check = await ceralacca(['check', ...on(data)]);
  assert.equal(check.code, 0, check.out);
  const cluster = await startEmbeddedPostgres({
    dataDir: dataFolder(data).postgres,
    log: () => {},
    random: systemRandom(),
  });
  try {
    await using records = await openRecords(data, 'alfa');
    const rows = await records.rows<{ id: string; sha256: string }>(
      `SELECT id, encode(sha256, 'hex') AS sha256 FROM message`,
    );
    for (const { id, sha256 } of rows) assert.equal(sha256, kept.rows.get(id));
    const accepted = await records.rows<{ msgid: string }>(`SELECT msgid FROM log_record WHERE event = 'Accettazione'`);
    const there = new Set(accepted.map(({ msgid }) => msgid));
    for (const msgid of kept.accepted) assert.ok(there.has(msgid), msgid);
    const rights = await records.rows<{ may: boolean }>(
      `SELECT has_table_privilege('alfa_server', 'log_record', 'UPDATE') AS may`,
    );
    assert.deepEqual(rights, [{ may: false }]);
  } finally {
    await cluster.stop();
  }
  for (const name of readdirSync(dataFolder(data).provider('alfa').blobs, { recursive: true }) as string[]) {
    const [there, here] = [data, sandbox.data].map((root) => join(dataFolder(root).provider('alfa').blobs, name));
    if (/[0-9a-f]{32}$/.test(name)) assert.deepEqual(readFileSync(there!), readFileSync(here!));
  }
}

test('restored into another folder it passes every check, octet by octet', { timeout: 300_000 }, async () => {
  const data = join(folder, 'embedded');
  mkdirSync(data, { mode: 0o711 });
  const end = await ceralacca(['restore', sealed, '--passphrase-file', passphraseFile, ...on(data)]);
  assert.equal(end.code, 0, end.out + end.err);
  assert.match(end.out, /All invariants hold/);
  await assertRestored(data);
  const again = await ceralacca(['restore', sealed, '--passphrase-file', passphraseFile, ...on(data)]);
  assert.equal(again.code, 2);
  assert.match(again.err, /is not empty/);
});

test("and into Debian's PostgreSQL", { timeout: 300_000, skip: !existsSync('/usr/lib/postgresql') }, async () => {
  const data = join(folder, 'debian');
  mkdirSync(data, { mode: 0o711 });
  const dataDir = dataFolder(data).postgres;
  await (await startEmbeddedPostgres({ dataDir, kind: 'machine', log: () => {}, random: systemRandom() })).stop();
  const end = await ceralacca(['restore', sealed, '--passphrase-file', passphraseFile, ...on(data)]);
  assert.equal(end.code, 0, end.out + end.err);
  await assertRestored(data);
});

test('one that is cut off leaves no provider: it is refused, and once the folders are empty the whole one goes in', {
  timeout: 300_000,
}, async () => {
  plain = join(folder, 'plain.tar');
  const made = await ceralacca(['backup', '--out', plain, '--no-compress', ...on(sandbox.data)]);
  assert.equal(made.code, 0, made.err);
  const cut = join(folder, 'cut.tar');
  const octets = readFileSync(plain);
  writeFileSync(cut, octets.subarray(0, octets.length - 6_000));
  const data = join(folder, 'cut');
  mkdirSync(data, { mode: 0o711 });
  const broken = await ceralacca(['restore', cut, ...on(data)]);
  assert.equal(broken.code, 1);
  assert.match(broken.err, /not whole.*database holds nothing/s);
  const refused = await ceralacca(['restore', plain, ...on(data)]);
  assert.equal(refused.code, 2);
  assert.match(refused.err, /folder of the bodies is not empty/);
  rmSync(dataFolder(data).provider('alfa').blobs, { recursive: true });
  const whole = await ceralacca(['restore', plain, ...on(data)]);
  assert.equal(whole.code, 0, whole.err);
});

test('nothing is overwritten, a wrong passphrase opens nothing, a running provider is not restored into', async () => {
  const there = await ceralacca(['backup', '--out', plain, ...on(sandbox.data)]);
  assert.equal(there.code, 2);
  assert.match(there.err, /is there already/);
  writeFileSync(join(folder, 'wrong'), 'una frase sbagliata\n');
  const wrong = await ceralacca(['restore', sealed, '--dry-run', '--passphrase-file', join(folder, 'wrong')]);
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /not the passphrase/);
  const data = join(folder, 'elsewhere');
  const served = await ceralacca(['restore', plain, ...on(sandbox.data)]);
  assert.equal(served.code, 2);
  const other = await ceralacca(['restore', plain, '--data', data, '--provider', 'beta']);
  assert.match(other.err, /backup is of gestore-alfa\.example/);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.partial')),
    [],
  );
});
