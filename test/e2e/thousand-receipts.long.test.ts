/** A holder whose mailbox lost a thousand receipts: one command, on a terminal, brings them back with their proofs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporaryFolder } from './folder.ts';
import { submitThroughTrouble } from './load.ts';
import { until } from './poll.ts';
import { openRecords } from './records.ts';
import { CERALACCA, type Sandbox, startSandbox } from './sandbox.ts';
import { ceralacca } from './served.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const MESSAGES = 500;
const RECEIPTS = 2 * MESSAGES;

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox();
});
after(() => sandbox?.[Symbol.asyncDispose]());

test('a thousand lost receipts come back by one command, each with its proof', async (t) => {
  await submitThroughTrouble(sandbox.visit, {
    from: MARIO,
    to: BIANCHI,
    messages: MESSAGES,
    clients: 4,
    tag: 'lettera',
  });
  {
    await using records = await openRecords(sandbox.data, 'alfa');
    const { store } = records;
    const { id } = (await store.mailbox(MARIO))!;
    const there = async () => await store.items(id, 'INBOX');
    await until('all receipts', async () => (await there()).length >= RECEIPTS, 600_000);
    const [inbox] = await store.folders(id, ['INBOX']);
    await store.expunge(inbox!.id, undefined, true);
    assert.equal((await there()).length, 0);
  }
  await sandbox.visit.advance('P2D');
  const out = join(temporaryFolder('thousand'), 'receipts');
  const words = ['receipt', 'reproduce', '--all-missing', '--mailbox', MARIO, '--out', out];
  words.push('--data', sandbox.data, '--provider', 'alfa');
  const begun = performance.now();
  const line = [process.execPath, CERALACCA, ...words].join(' ');
  const shown = execFileSync('script', ['-qefc', line, '/dev/null'], { encoding: 'utf8', maxBuffer: 1e8 });
  const seconds = (performance.now() - begun) / 1_000;
  const bars = shown.match(/receipts \[[#.]{30}\] \d+\/1000/g) ?? [];
  assert.ok(bars.length > 1, shown);
  assert.match(shown, /: 1000 receipts reproduced\./);
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' });
  const count = (ending: string) => files.filter((name) => name.endsWith(ending)).length;
  assert.deepEqual([count('.eml'), count('.prova.json'), count('.part')], [RECEIPTS, RECEIPTS, 0]);
  for (const name of files.filter((one) => one.endsWith('.eml')).filter((_, at) => at % 200 === 0)) {
    const words = ['dossier', 'verify', join(out, name), '--trust', sandbox.visit.network.root];
    const { code, out: told, err } = await ceralacca(words);
    assert.equal(code, 0, told + err);
  }
  const again = await ceralacca(words);
  assert.match(again.out, /0 receipts reproduced; 1000 were there already/);
  const proof = join(out, files.find((name) => name.endsWith('.prova.json'))!);
  rmSync(proof);
  const added = await ceralacca(words);
  assert.match(added.out, /1 receipts reproduced; 999 were there already/, 'what had no proof yet is given it');
  assert.ok(existsSync(proof));
  const octets = files.filter((name) => name.endsWith('.eml')).map((name) => readFileSync(join(out, name)).length);
  const total = octets.reduce((one, other) => one + other, 0);
  t.diagnostic(`the bar: ${bars.at(Math.floor(bars.length / 2))}, drawn ${bars.length} times`);
  t.diagnostic(`${RECEIPTS} receipts, ${(total / 1_048_576).toFixed(1)} MB, in ${seconds.toFixed(1)} s`);
});
