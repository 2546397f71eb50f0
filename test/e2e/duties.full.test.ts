import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { letter } from './mail.ts';
import { until } from './poll.ts';
import { openRecords } from './records.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { ceralacca } from './served.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const CODE = ['--code', 'VAT-01234567890'];

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox();
});
after(() => sandbox?.[Symbol.asyncDispose]());

const alfa = () => ['--data', sandbox.data, '--provider', 'alfa'];
const run = (...words: readonly string[]) => ceralacca([...words, ...alfa()]);

async function json<T>(...words: readonly string[]): Promise<T> {
  const { out, err } = await run(...words, '--json');
  assert.doesNotThrow(() => JSON.parse(out), out + err);
  return JSON.parse(out) as T;
}

interface Status {
  readonly ok: boolean;
  readonly serving: boolean;
  readonly alarms: readonly { readonly about: string; readonly text: string }[];
}

/** Year and number of the period that is now. */
function period(): readonly string[] {
  const now = new Date();
  return ['--year', `${now.getUTCFullYear()}`, '--period', `${Math.floor(now.getUTCMonth() / 4) + 1}`];
}

test('the figures of a quadrimestre are those of what was sent and received', async () => {
  const subjects = ['Uno', 'Due', 'Tre'];
  for (const subject of subjects)
    await sandbox.visit.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], subject));
  await sandbox.visit.submit({ from: BIANCHI, to: [MARIO] }, letter(BIANCHI, [MARIO], 'Quattro'));
  await using records = await openRecords(sandbox.data, 'alfa');
  await until('all is delivered', async () => {
    const [row] = await records.rows<{ count: string }>("SELECT count(*) FROM log_record WHERE event = 'Consegna'");
    return Number(row!.count) >= 1;
  });
  const { p01, p02 } = await json<{ p01: { outgoing: number; incoming: number }; p02: unknown[] }>(
    'stats',
    ...CODE,
    ...period(),
  );
  assert.deepEqual([p01.outgoing, p01.incoming, p02], [3, 1, []]);
  const file = join(sandbox.data, 'statistiche.txt');
  const written = await run('stats', ...CODE, ...period(), '--out', file);
  assert.equal(written.code, 0);
  assert.match(written.err, /not its final figures/);
  assert.match(readFileSync(file, 'utf8'), /^.*VAT-01234567890;.*\n$/);
  const again = await run('stats', ...CODE, ...period(), '--out', file);
  assert.equal(again.code, 2, 'never over a file that is there');
  assert.match(again.err, /is there already: give another name/);
});

test('an outage is an alarm while it lasts, then counts; too long a one breaks what is owed', async () => {
  assert.match((await run('outage', 'list')).out, /No outage was written down/);
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const words = ['outage', 'add', '--kind', 'incident', '--points', 'AP,DP', '--reason', 'il disco'];
  const id = (await run(...words, '--from', ago(30))).out.trim();
  const alarmed = await run('status');
  assert.equal(alarmed.code, 1);
  assert.match(alarmed.out, /^ALARM service +an outage lasts: incident .*il disco/m);
  assert.equal((await run('outage', 'end', id)).code, 0);
  const status = await json<Status>('status');
  assert.deepEqual([status.ok, status.serving, status.alarms], [true, true, []]);
  const kept = await run('sla');
  assert.equal(kept.code, 0);
  assert.match(kept.out, /longest +30\.\d min of/);
  const past = await json<{ id: string }>(...words, '--from', ago(24 * 60), '--to', ago(20 * 60));
  const listed = await json<readonly { id: string; to?: string }[]>('outage', 'list');
  assert.match(listed.find((outage) => outage.id === past.id)?.to ?? '', /^2.*Z$/);
  const broken = await run('sla');
  assert.equal(broken.code, 1);
  assert.match(broken.out, /NOT KEPT/);
  const after = await json<Status>('status');
  assert.ok(after.alarms.some(({ about, text }) => about === 'availability' && /over half/.test(text)));
});

test('a malfunction is entered, noted, closed, and then left alone', async () => {
  assert.match((await run('malfunction', 'list')).out, /register of malfunctions is empty/);
  const id = (await run('malfunction', 'add', '--code', '3A', '--description', 'la coda non si muove')).out.trim();
  assert.equal((await run('malfunction', 'note', id, 'riavviato', '--reported', '--close')).code, 0);
  const [entry] = await json<readonly { id: string; notes: unknown[]; closedAt: string }[]>('malfunction', 'list');
  assert.ok(Math.abs(Date.parse(entry!.closedAt) - Date.now()) < 60_000, entry?.closedAt);
  assert.equal(entry?.id, id);
  assert.equal(entry?.notes.length, 1);
  const closed = await run('malfunction', 'note', id, 'ancora');
  assert.equal(closed.code, 1);
  assert.match(closed.err, /write a new one/);
  const bad = await run('malfunction', 'add', '--code', '9Z', '--description', 'x');
  assert.equal(bad.code, 2);
});

test('nothing is old enough to go, and a look changes nothing', async () => {
  assert.match((await run('retention', 'show')).out, /Nothing was kept for longer than 30 months/);
  const { removed, dryRun } = await json<{ removed: Record<string, number>; dryRun: boolean }>('retention', 'run');
  assert.equal(dryRun, false);
  assert.ok(Object.values(removed).every((count) => count === 0));
});

test('a service that nobody serves says so', async () => {
  await sandbox.stop();
  const { out, code } = await run('status');
  assert.match(out, /^service +not served since/m);
  assert.equal(code, 1);
});
