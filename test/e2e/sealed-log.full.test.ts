import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { dataFolder } from '#sandbox';
import { temporaryFolder } from './folder.ts';
import { letter } from './mail.ts';
import { missing } from './openssl.ts';
import { until } from './poll.ts';
import { CERALACCA, type Sandbox, startSandbox } from './sandbox.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const noOpenssl = missing('openssl', 'version');

let sandbox: Sandbox;
let folder: string;
let root: string;
before(async () => {
  sandbox = await startSandbox();
  folder = dataFolder(sandbox.data).provider('alfa').log;
  root = sandbox.visit.network.root;
  await sandbox.visit.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], 'Da sigillare'));
  await until('both receipts', async () => (await sandbox.visit.inbox(MARIO)).length >= 2);
  await sandbox.visit.advance('P3D');
});
after(() => sandbox?.[Symbol.asyncDispose]());

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(program: string, ...words: readonly string[]): Promise<Ran> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, words, { maxBuffer: 1 << 26 });
    return { code: 0, stdout, stderr };
  } catch (fault) {
    const { code, stdout, stderr } = fault as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

const ceralacca = (...words: readonly string[]) => run(process.execPath, CERALACCA, ...words);
const ofAlfa = () => ['--data', sandbox.data, '--provider', 'alfa'];
const days = () => [
  ...new Set(
    readdirSync(folder)
      .filter((name) => /^\d{4}-/.test(name))
      .map((name) => name.slice(0, 10)),
  ),
];
const file = (name: string) => join(folder, name);

test('T134 openssl alone finds signature and time-stamp of every day good', { skip: noOpenssl }, async () => {
  assert.equal(days().length, 3);
  for (const day of days()) {
    const log = file(`${day}.log`);
    const cms = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', `${log}.p7s`, '-content', log];
    const signed = await run('openssl', ...cms, '-CAfile', root, '-purpose', 'any', '-out', '/dev/null');
    assert.match(signed.stderr, /CMS Verification successful/, day);
    const ts = await run('openssl', 'ts', '-verify', '-in', `${log}.tsr`, '-data', `${log}.p7s`, '-CAfile', root);
    assert.match(ts.stdout + ts.stderr, /Verification: OK/, day);
  }
});

test('T135 openssl alone refuses a day of which one octet was changed', { skip: noOpenssl }, async () => {
  const [day] = days();
  const changed = join(temporaryFolder('sealed'), 'changed.log');
  const octets = readFileSync(file(`${day}.log`));
  octets[300]! ^= 1;
  writeFileSync(changed, octets);
  const cms = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', file(`${day}.log.p7s`), '-content', changed];
  assert.notEqual((await run('openssl', ...cms, '-CAfile', root, '-purpose', 'any', '-out', '/dev/null')).code, 0);
});

test('T135 the log is verified beside its database, and as a folder that somebody was given', async () => {
  const whole = await ceralacca('log', 'verify', ...ofAlfa());
  assert.match(whole.stdout, /everything is as it was sealed\.\n$/);
  assert.equal(whole.code, 0);
  const copy = temporaryFolder('copy');
  cpSync(folder, copy, { recursive: true });
  const clock = Date.now() + 4 * 86_400_000;
  const alone = ['log', 'verify', '--files', copy, '--trust', root, '--at', new Date(clock).toISOString()];
  const good = await ceralacca(...alone);
  assert.deepEqual([good.code, good.stderr], [0, '']);
  const [first] = days();
  const log = readFileSync(join(copy, `${first}.log`), 'utf8');
  writeFileSync(join(copy, `${first}.log`), log.replace('"oggetto":"Da s', '"oggetto":"Di s'));
  const bad = await ceralacca(...alone, '--json');
  assert.equal(bad.code, 1);
  const { days: told } = JSON.parse(bad.stdout) as {
    days: { day: string; findings: { what: string; text: string }[] }[];
  };
  assert.match(told[0]!.findings.map(({ text }) => text).join(), /line \d+: record \d+: the chain value doesn't fit/);
  assert.ok(told[0]!.findings.some(({ what }) => what === 'signature'));
  assert.equal((await ceralacca('log', 'verify', '--files', copy)).code, 2);
});

test('T140 the log is searched by sender, recipient, date and identificativo, and who searched stands in it', async () => {
  const search = async (...words: readonly string[]) => {
    const { stdout, code } = await ceralacca('log', 'search', ...ofAlfa(), '--json', ...words);
    assert.equal(code, 0);
    return JSON.parse(stdout) as { event: string; identificativo?: string; utente?: string; eccezioni?: string[] }[];
  };
  const [accepted] = await search('--sender', MARIO.toUpperCase(), '--event', 'Accettazione');
  const id = accepted!.identificativo!;
  assert.ok((await search('--id', id)).length >= 4);
  const [first] = days();
  assert.ok(
    (await search('--recipient', BIANCHI, '--from', first!, '--to', first!)).some(
      ({ event }) => event === 'BustaTrasporto',
    ),
  );
  assert.deepEqual(await search('--recipient', BIANCHI, '--from', days()[1]!), []);
  await search('--id', id, '--user', 'rossi.m', '--reason', 'fascicolo 12');
  const said = (await search('--event', 'RegistroConsultato')).at(-1)!;
  assert.equal(said.utente, 'rossi.m');
  assert.match(
    said.eccezioni!.join('|'),
    new RegExp(`identificativo=${id}; \\d+ registrazioni\\|motivo: fascicolo 12`),
  );
});

test('days are listed, nothing young is purged, and the state is well', async () => {
  const listed = JSON.parse((await ceralacca('log', 'days', ...ofAlfa(), '--json')).stdout) as {
    day: string;
    stamped?: true;
  }[];
  assert.deepEqual(
    listed.slice(0, 3).map(({ day, stamped }) => [day, stamped]),
    days().map((day) => [day, true]),
  );
  assert.match((await ceralacca('log', 'purge', ...ofAlfa())).stdout, /Nothing is older than 30 months/);
  const status = JSON.parse((await ceralacca('status', ...ofAlfa(), '--json')).stdout) as {
    logAlarms: string[];
    logOpenDay: string;
  };
  assert.deepEqual([status.logAlarms, status.logOpenDay > days().at(-1)!], [[], true]);
});

test('T136 thirty-two months on the first month goes, at night or now, and what is left is verified', async () => {
  const first = days()[0]!;
  await sandbox.visit.advance('P975D');
  const purged = await ceralacca('log', 'purge', ...ofAlfa());
  assert.equal(purged.code, 0, purged.stderr);
  assert.ok(days().every((day) => day.slice(0, 7) > first.slice(0, 7)));
  const words = ['log', 'search', ...ofAlfa(), '--event', 'RegistroEliminato', '--limit', '1000', '--json'];
  const said = JSON.parse((await ceralacca(...words)).stdout) as { related: string[] }[];
  assert.ok(said.some(({ related }) => related[0] === `${first}.log`));
  const left = await ceralacca('log', 'verify', ...ofAlfa());
  assert.match(left.stdout, /were deleted, as the log says[\s\S]*everything is as it was sealed/);
});
