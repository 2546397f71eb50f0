/** What fails around a provider, seen as its operator sees it: `ceralacca status`, `outage`, `log`, `check` on a running country. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ProviderConfig } from '#config';
import { startCountry, type TestCountry } from './country.ts';
import { temporaryFolder } from './folder.ts';
import { letter, numbersOf, readAll } from './mail.ts';
import { until } from './poll.ts';
import { openRecords } from './records.ts';
import { ceralacca } from './served.ts';
import { openSwitchableDoor, type SwitchableDoor } from './switchable-door.ts';
import { openTimeServers, type TimeServers } from './time-servers.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const PROBE = { from: 'sonda@pec.alfa.example', to: 'sonda-arrivi@pec.alfa.example' };
const NO_DISK = 'no small disk could be mounted here';

const folder = temporaryFolder('faults');
const passwordFile = join(folder, 'probe.password');
/** Subjects of everything that was accepted: each must arrive once. */
const accepted: string[] = [];
/** Messages that came to him who sent those. */
let incoming = 0;
/** Small disks of alfa, where we may mount them. */
const disks: string[] = [];
let country: TestCountry;
let times: TimeServers;
let stampDoor: SwitchableDoor;
let indexDoor: SwitchableDoor;

/** Alfa, told of everything around it through doors that this test can lock. */
function configure(config: ProviderConfig): ProviderConfig {
  if (config.domain !== 'gestore-alfa.example') return config;
  const through = (door: SwitchableDoor, text: string) => {
    const url = new URL(text);
    door.leadTo(Number(url.port));
    url.port = String(door.port);
    return url.href;
  };
  mountSmall(config.blobsDir);
  mountSmall(config.sealedLog.dir);
  return {
    ...config,
    timestamp: { ...config.timestamp, urls: config.timestamp.urls.map((url) => through(stampDoor, url)) },
    index: { ...config.index, url: through(indexDoor, config.index.url!), ldapUrl: undefined },
    clock: { ...config.clock, servers: times.addresses, everyMs: 1_000 },
    probe: { ...PROBE, passwordFile, everyMs: 4_000, patienceMs: 4_000 },
  };
}

function mountSmall(path: string): void {
  if (disks.includes(path)) return;
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=700', 'tmpfs', path], { stdio: 'pipe' });
    disks.push(path);
  } catch {
    // Only root may: then nothing is filled.
  }
}

/** Not an octet is left on that disk; answers how to take away what fills it. */
function fill(disk: string): () => void {
  const filler = join(disk, 'filler');
  execFileSync('sh', ['-c', 'cat /dev/zero > "$0" 2>/dev/null || true', filler]);
  return () => rmSync(filler);
}

before(async () => {
  [times, stampDoor, indexDoor] = await Promise.all([openTimeServers(3), openSwitchableDoor(), openSwitchableDoor()]);
  country = await startCountry({ configure });
  writeFileSync(passwordFile, 'una-parola-lunga-7\n', { mode: 0o600 });
  for (const address of Object.values(PROBE)) {
    const words = ['mailbox', 'add', address, '--holder', 'Sonda', '--password-stdin', ...alfa()];
    const added = await ceralacca(words, 'una-parola-lunga-7\n');
    assert.equal(added.code, 0, added.err);
  }
});
after(async () => {
  for (const path of disks) execFileSync('umount', ['-l', path]);
  await country?.[Symbol.asyncDispose]();
  for (const one of [times, stampDoor, indexDoor]) await one?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const alfa = () => ['--data', country.data, '--provider', 'alfa'];
const run = (...words: readonly string[]) => ceralacca([...words, ...alfa()]);

async function json<T>(...words: readonly string[]): Promise<T> {
  const { out, err } = await run(...words, '--json');
  assert.doesNotThrow(() => JSON.parse(out), out + err);
  return JSON.parse(out) as T;
}

interface Status {
  readonly alarms: readonly { readonly about: string; readonly text: string }[];
  readonly logUnstamped?: string;
  readonly indexFetchedAt: string;
}

/** Alarms, but for those of disks that are small on purpose. */
async function alarms(): Promise<readonly string[]> {
  const status = await json<Status>('status');
  return status.alarms.filter(({ about }) => about !== 'disk').map(({ about, text }) => `${about}: ${text}`);
}

async function submit(subject: string, body = 'Buongiorno.\r\n'): Promise<void> {
  await country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], subject, { body }));
  accepted.push(subject);
}

/** Every message that was accepted, so far, with both receipts, and once. */
async function everythingArrived(): Promise<void> {
  await until(
    'all is delivered',
    async () => (await country.inbox(MARIO)).length >= 2 * accepted.length + incoming,
    60_000,
  );
  const [sent, received] = await Promise.all([MARIO, BIANCHI].map(async (who) => readAll(await country.inbox(who))));
  for (const subject of accepted) {
    const of = (all: typeof sent) => all!.filter((message) => message.header('subject').endsWith(`: ${subject}`));
    assert.equal(numbersOf(of(sent)), 'M1 M11', subject);
    assert.equal(numbersOf(of(received)), 'M4', subject);
  }
}

/** Waits for an alarm that says so; `none` for no alarm at all. */
async function alarmed(what: RegExp | 'none'): Promise<void> {
  const asked = what === 'none' ? 'no alarm' : `an alarm ${what}`;
  let last: readonly string[] = [];
  await until(
    asked,
    async () => {
      last = await alarms();
      return what === 'none' ? last.length === 0 : last.some((text) => what.test(text));
    },
    60_000,
    500,
  ).catch((fault: unknown) => assert.fail(`${asked}: ${String(fault)}; ${JSON.stringify(last)}`));
}

interface Outage {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly points: readonly string[];
  readonly reason: string;
}
const probed = async () =>
  (await json<readonly Outage[]>('outage', 'list')).filter(({ reason }) => reason.startsWith('found by a probe'));

test('a probe goes its way every few seconds, is no traffic, and leaves nothing in the test mailboxes', async () => {
  const last = await until('a good probe', async () => {
    const { probe } = await json<{ probe?: { kind: string; told: string } }>('status');
    return probe?.kind === 'good' && probe;
  });
  assert.match(last.told, /^good, \d+ ms from hand-in to receipt$/);
  await submit('Uno vero');
  await everythingArrived();
  assert.deepEqual(await alarms(), []);
  const now = new Date();
  const period = ['--year', `${now.getUTCFullYear()}`, '--period', `${Math.floor(now.getUTCMonth() / 4) + 1}`];
  const { p01 } = await json<{ p01: { outgoing: number } }>('stats', '--code', 'VAT-01234567890', ...period);
  assert.equal(p01.outgoing, 1);
  const log = await json<readonly unknown[]>('log', 'search', '--sender', PROBE.from, '--event', 'Accettazione');
  assert.ok(log.length >= 1, 'its evidence is kept as that of any message');
  await using records = await openRecords(country.data, 'alfa');
  await until('the test mailboxes are empty between two probes', async () => {
    const [left] = await records.rows<{ count: string }>(
      `SELECT count(*) FROM placement p JOIN mailbox m ON m.id = p.mailbox WHERE m.address = ANY ($1)`,
      [Object.values(PROBE)],
    );
    return Number(left!.count) === 0;
  });
});

test('the clock a second and a half off: 451, an alarm, an outage; right again, and all goes on', async () => {
  times.setAhead(1_500);
  await alarmed(/^clock: nothing is signed: the clock is 1[45]\d\d(\.\d)? ms from UTC/);
  await assert.rejects(submit('A orologio fermo'), /451/);
  await alarmed(/^service: an outage lasts: malfunction .*\(AP\): found by a probe: not accepted: 451/);
  times.setAhead(0);
  await alarmed('none');
  await submit('A orologio fermo');
  await everythingArrived();
  const told = await json<readonly { event: string }[]>('log', 'search', '--event', 'OrologioFermo');
  assert.equal(told.length, 1);
  const [outage, ...more] = await probed();
  assert.deepEqual([outage?.kind, outage?.points, more.length], ['malfunction', ['AP'], 0]);
  assert.ok(Date.parse(outage!.to) > Date.parse(outage!.from));
});

test('the time-stamp authority gone: days are closed and wait, with an alarm; back, and they are stamped', async () => {
  stampDoor.lock();
  await submit('Senza marca');
  await everythingArrived();
  await country.advance('P1D');
  await alarmed(/^log: no time-stamp can be had since/);
  assert.match((await json<Status>('status')).logUnstamped ?? '', /^\d{4}-\d\d-\d\d, closed /);
  await country.advance('P1DT1H');
  await alarmed(/^log: the log has no time-stamp since \d{4}-\d\d-\d\d/);
  stampDoor.open();
  await country.advance('PT1H');
  await alarmed('none');
  assert.equal((await json<Status>('status')).logUnstamped, undefined);
  const verified = await run('log', 'verify');
  assert.equal(verified.code, 0, verified.out + verified.err);
});

test('the index out of reach: the old one serves on, is an alarm after 48 hours, and is had again', async () => {
  assert.equal((await run('index', 'refresh')).code, 0);
  const { indexFetchedAt } = await json<Status>('status');
  indexDoor.lock();
  await country.advance('PT47H');
  await submit('Con il vecchio indice');
  await everythingArrived();
  assert.deepEqual(await alarms(), []);
  assert.equal((await json<Status>('status')).indexFetchedAt, indexFetchedAt);
  await country.advance('PT2H');
  await alarmed(/^index: the copy is older than 48 hours; it stays in use: /);
  await submit('Con un indice ancora piu vecchio');
  indexDoor.open();
  assert.equal((await run('index', 'refresh')).code, 0);
  await alarmed('none');
});

test('the disk of the bodies full: 451 and nothing is lost; room again, and it is accepted', async (t) => {
  if (disks.length < 2) return t.skip(NO_DISK);
  const [bodies] = disks;
  const large = `${'x'.repeat(75)}\r\n`.repeat(20_000);
  await submit('Con posto', large);
  await everythingArrived();
  const free = fill(bodies!);
  await assert.rejects(submit('Senza posto', large), /451/);
  await submit('Piccolo lo stesso');
  // What comes in has no room either, and waits at the other provider.
  await country.submit({ from: BIANCHI, to: [MARIO] }, letter(BIANCHI, [MARIO], 'In arrivo', { body: large }));
  await until('it was put off', async () => {
    const { out } = await ceralacca(['status', '--json', '--data', country.data, '--provider', 'beta']);
    return (JSON.parse(out) as { jobsTriedBefore: number }).jobsTriedBefore > 0;
  });
  const { out, code } = await run('status');
  assert.equal(code, 1);
  assert.match(out, /^ALARM disk +the disk fills: bodies: 0\.0 of 8\.0 MiB free$/m);
  free();
  await submit('Senza posto', large);
  await country.advance('PT1H');
  const about = async () => {
    const all = await readAll(await country.inbox(MARIO));
    return all.filter((message) => message.header('subject').endsWith(': In arrivo'));
  };
  await until('what waited comes in', async () => (await about()).length > 0);
  assert.equal(numbersOf(await about()), 'M4');
  incoming = 1;
  await everythingArrived();
});

test('the disk of the log full: the day waits to be closed, with an alarm, and is closed', async (t) => {
  if (disks.length < 2) return t.skip(NO_DISK);
  const free = fill(disks[1]!);
  await country.advance('P1DT2H').catch(() => {});
  await alarmed(/^log: the log of \d{4}-\d\d-\d\d is not closed, though the day is over$/);
  await submit('A registro pieno');
  free();
  // It is tried again each minute, and whenever the time machine asks.
  await country.advance('PT1S');
  await alarmed('none');
  await everythingArrived();
});

test('after all of it nothing was lost, nothing came twice, and every invariant holds', async () => {
  await country.advance('P2D');
  await everythingArrived();
  for (const provider of ['alfa', 'beta']) {
    const found = await ceralacca(['check', '--data', country.data, '--provider', provider]);
    assert.equal(found.code, 0, found.out + found.err);
  }
  const verified = await run('log', 'verify');
  assert.equal(verified.code, 0, verified.out + verified.err);
  assert.deepEqual(country.said, [], 'no process died of it');
});
