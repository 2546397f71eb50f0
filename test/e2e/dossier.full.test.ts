import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dataFolder } from '#sandbox';
import { temporaryFolder } from './folder.ts';
import { letter } from './mail.ts';
import { until } from './poll.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { ceralacca } from './served.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';

let sandbox: Sandbox;
let folder: string;
let identificativo: string;
const path = (name: string) => join(folder, name);
const ofAlfa = () => ['--data', sandbox.data, '--provider', 'alfa'];
const trust = () => ['--trust', sandbox.visit.network.root];

before(async () => {
  folder = temporaryFolder('dossier');
  sandbox = await startSandbox();
  const reply = await sandbox.visit.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], 'Perizia n. 7'));
  identificativo = /<([^>]+)>/.exec(reply)![1]!;
  await until('both receipts', async () => (await sandbox.visit.inbox(MARIO)).length >= 2);
  await sandbox.visit.advance('P2D');
});
after(() => sandbox?.[Symbol.asyncDispose]());

async function run(...words: readonly string[]): Promise<string> {
  const { code, out, err } = await ceralacca(words);
  assert.equal(code, 0, `${words.join(' ')}\n${out}${err}`);
  return out;
}

test('a dossier is made by one command and verified by another, which needs no provider', async () => {
  await run('dossier', 'make', ...ofAlfa(), '--message', `<${identificativo}>`, '--out', path('d.zip'));
  const told = await run('dossier', 'verify', path('d.zip'), ...trust());
  assert.match(told, /to avv\.bianchi@pec\.beta\.example: delivered/);
  assert.match(told, /A test provider: no legal value/);
  assert.doesNotMatch(told, /^ {2}NO/m);
  const { outcome, message } = JSON.parse(await run('dossier', 'verify', path('d.zip'), ...trust(), '--json'));
  assert.deepEqual([outcome, message.identificativo], ['holds', identificativo]);
});

test('a changed octet ends the verification with 1 and the name of the broken link', async () => {
  const bytes = readFileSync(path('d.zip'));
  bytes[bytes.indexOf('Ricevuta di avvenuta consegna')]! ^= 1;
  writeFileSync(path('bad.zip'), bytes);
  const { code, out } = await ceralacca(['dossier', 'verify', path('bad.zip'), ...trust()]);
  assert.equal(code, 1);
  assert.match(out, /^ {2}NO {2}.*ricevute\/3-consegna\.eml/m);
  assert.equal((await ceralacca(['dossier', 'verify', path('nothing.zip')])).code, 2);
  assert.equal((await ceralacca(['dossier', 'verify', '/etc/passwd'])).code, 2);
});

test('ten years on a dossier that was renewed in time holds, and one that was not says why not', async () => {
  writeFileSync(path('renewed.zip'), readFileSync(path('d.zip')));
  const late = ['--at', '2046-11-22'];
  const { code, out } = await ceralacca(['dossier', 'verify', path('d.zip'), ...trust(), ...late]);
  assert.equal(code, 1);
  assert.match(out, /NO {2}Time-stamp of the dossier: .* held until \d{4}-\d\d-\d\d and was not renewed before/);
  await run('dossier', 'renew', path('renewed.zip'), ...ofAlfa());
  assert.match(await run('dossier', 'verify', path('renewed.zip'), ...trust()), /yes Renewal of the time-stamp/);
});

test('an extract of the log is for who asks, and tells what was asked', async () => {
  const words = ['log', 'extract', ...ofAlfa(), '--sender', MARIO];
  assert.equal((await ceralacca([...words, '--out', path('e.zip')])).code, 2, 'it must be said who asks');
  await run(...words, '--for', MARIO, '--out', path('e.zip'));
  assert.match(await run('dossier', 'verify', path('e.zip'), ...trust()), /Extract of the log of Gestore Alfa/);
  const none = await ceralacca([...words, '--for', BIANCHI, '--out', path('none.zip')]);
  assert.equal(none.code, 1);
  assert.match(none.err, /has no mailbox here: its own provider answers/);
  assert.match(await run('log', 'search', ...ofAlfa(), '--event', 'RegistroConsultato'), /estratto del registro/);
});

test('lost receipts are written again with their proofs, once', async () => {
  const words = ['receipt', 'reproduce', ...ofAlfa(), '--id', identificativo, '--for', MARIO, '--out', path('lost')];
  assert.match(await run(...words), /4 receipts reproduced/);
  assert.match(await run(...words), /0 receipts reproduced; 4 were there already/);
  const [home] = readdirSync(path('lost'));
  const files = readdirSync(join(path('lost'), home!)).sort();
  assert.equal(files.filter((name) => name.endsWith('.prova.json')).length, 4);
  const receipt = join(path('lost'), home!, files.find((name) => name.endsWith('-consegna.eml'))!);
  assert.equal(statSync(receipt).mode & 0o077, 0, 'for nobody else');
  assert.match(
    await run('dossier', 'verify', receipt, ...trust()),
    /yes Agreement with the log[\s\S]*that was judged holds/,
  );
  await run('dossier', 'verify', receipt.replace(/eml$/, 'prova.json'), ...trust());
  const received = (await sandbox.visit.inbox(MARIO)).find((bytes) => bytes.includes('avvenuta-consegna'));
  assert.deepEqual(readFileSync(receipt), received);
  assert.match(await run('verify', receipt, ...trust()), /valid PEC evidence/);
  const all = await run('receipt', 'reproduce', ...ofAlfa(), '--all-missing', '--mailbox', MARIO, '--out', path('all'));
  assert.match(all, /No receipt is missing/);
});

test('receipts of the open day are given their proofs once a head is signed', async () => {
  const reply = await sandbox.visit.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], 'Di oggi'));
  const today = /<([^>]+)>/.exec(reply)![1]!;
  await until('both receipts of today', async () => (await sandbox.visit.inbox(MARIO)).length >= 4);
  const words = ['receipt', 'reproduce', ...ofAlfa(), '--id', today, '--for', MARIO, '--out', path('today')];
  assert.match(await run(...words), /4 receipts reproduced; 4 not proved yet/);
  // The provider seals by itself too: who comes meanwhile is told so, and asks again.
  const seal = () => run('log', 'seal', ...ofAlfa());
  await until('a head of the open day', async () => /a head of the open day signed/.test(await seal()), 60_000);
  assert.match(await run(...words), /4 receipts reproduced\.$/m);
  const home = join(path('today'), readdirSync(path('today'))[0]!);
  const delivery = readdirSync(home).find((name) => name.endsWith('-consegna.eml'))!;
  const judged = await ceralacca(['dossier', 'verify', join(home, delivery), ...trust()]);
  assert.equal(judged.code, 0, judged.out);
});

test('what is damaged on the disk is attested and named, and keeps nothing else back', async () => {
  const body = 'x'.repeat(70).concat('\r\n').repeat(4_000);
  const big = letter(MARIO, [BIANCHI], 'Planimetrie', { body });
  const reply = await sandbox.visit.submit({ from: MARIO, to: [BIANCHI] }, big);
  const large = /<([^>]+)>/.exec(reply)![1]!;
  await until('both receipts of the large one', async () => {
    const inbox = await sandbox.visit.inbox(MARIO);
    return inbox.filter((bytes) => /^Subject: .*Planimetrie\r$/m.test(bytes.toString('latin1'))).length >= 2;
  });
  const blobs = dataFolder(sandbox.data).provider('alfa').blobs;
  for (const name of readdirSync(blobs, { recursive: true, encoding: 'utf8' })) {
    const file = join(blobs, name);
    if (!statSync(file).isFile()) continue;
    const octets = readFileSync(file);
    octets[octets.length >> 1]! ^= 1;
    writeFileSync(file, octets);
  }
  const words = ['receipt', 'reproduce', ...ofAlfa(), '--id', large, '--for', MARIO, '--out', path('large')];
  const { code, out, err } = await ceralacca(words);
  assert.equal(code, 1, out);
  assert.match(out, /2 receipts reproduced; 2 attestations of the log/);
  assert.match(err, /-consegna-attestazione\.eml: not the receipt but what the log says of it/);
  const names = readdirSync(path('large'), { recursive: true, encoding: 'utf8' });
  assert.deepEqual(
    names.filter((name) => /(busta|consegna)\.eml$|\.part$/.test(name)),
    [],
  );
  const made = await run('dossier', 'make', ...ofAlfa(), '--message', large, '--out', path('large.zip'));
  assert.match(made, /missing: avv\.bianchi@pec\.beta\.example: the octets of a message are not kept, or not whole\n/);
  const judged = await ceralacca(['dossier', 'verify', path('large.zip'), ...trust()]);
  assert.match(judged.out, /- {3}Completeness: .*not kept, or not whole/);
  assert.doesNotMatch(judged.out, /^ {2}NO/m);
});
