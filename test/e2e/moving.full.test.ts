import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { startCountry, type TestCountry } from './country.ts';
import { letter, numbersOf, readAll } from './mail.ts';
import { until } from './poll.ts';
import { openRecords } from './records.ts';
import { CERALACCA } from './sandbox.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const EDICOLA = 'edicola@pec.beta.example';
const NUOVO = 'nuovo@pec.alfa.example';

let country: TestCountry;
before(async () => {
  country = await startCountry();
});
after(() => country?.[Symbol.asyncDispose]());

async function ceralacca(...words: readonly string[]): Promise<Record<string, unknown>> {
  const provider = ['--data', country.data, '--provider', 'alfa', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [CERALACCA, ...words, ...provider], {
    cwd: country.folder,
  });
  return JSON.parse(stdout) as Record<string, unknown>;
}

interface Line {
  readonly kind: string;
  readonly folder: string;
  readonly flags?: readonly string[];
  readonly thread?: string;
}

test('a mailbox moves out of a running provider and into another box: PEC is verified again, its chain is one thread', async () => {
  await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], 'Da traslocare'));
  await until('the receipt', async () => (await country.inbox(MARIO)).length >= 2);
  const out = join(country.folder, 'mario');
  const exported = await ceralacca('mailbox', 'export', MARIO, '--format', 'maildir', '--out', out, '--verify');
  assert.deepEqual([exported.exported, exported.verified, exported.failed], [3, 3, 0]);
  await ceralacca('mailbox', 'add', NUOVO, '--holder', 'Nuovo');
  const words = ['mailbox', 'import', NUOVO, '--from', 'maildir', '--path', out, '--verify'];
  const imported = await ceralacca(...words);
  assert.deepEqual([imported.imported, imported.verified, imported.failed], [3, 3, 0]);

  const told = readFileSync(join(out, 'manifest.jsonl'), 'utf8').trimEnd().split('\n');
  const before = told.map((line) => JSON.parse(line) as Line).filter(({ kind }) => kind === 'message');
  await using alfa = await openRecords(country.data, 'alfa');
  const box = (await alfa.store.mailbox(NUOVO))!;
  const folders = await alfa.store.folders(box.id);
  const now: Line[] = [];
  for (const { id, name } of folders) {
    const { items } = (await alfa.store.changes(id, 0))!;
    for (const { flags, thread } of items)
      now.push({ kind: 'message', folder: name, flags, ...(thread && { thread }) });
  }
  const plain = ({ folder, flags = [], thread }: Line) => `${folder} ${flags.join(' ')} ${thread}`;
  // That something was handed in nobody signed: this one keyword is not given back.
  const wanted = before.map(plain).map((line) => line.replace('$PEC-inviato ', ''));
  assert.deepEqual(now.map(plain).sort(), wanted.sort());
  assert.equal(new Set(before.map(({ thread }) => thread)).size, 1);
});

test('a holder whose mailbox fills is warned once, by a message that is no PEC', async () => {
  const body = 'Molte parole, tutte uguali.\r\n'.repeat(1_050);
  await country.submit({ from: MARIO, to: [EDICOLA] }, letter(MARIO, [EDICOLA], 'Riempie', { body }));
  await until('the message', async () => (await country.inbox(EDICOLA)).length === 1);
  await country.advance('PT5M');
  await country.advance('PT5M');
  const all = await readAll(await country.inbox(EDICOLA));
  assert.equal(numbersOf(all), 'M4 ordinary');
  assert.match(all[1]!.header('subject'), /^Avviso di servizio: la casella è piena/);
});
