import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { ProviderConfig } from '#config';
import { startCountry, type TestCountry } from './country.ts';
import { letter, numbersOf, type Read, readAll } from './mail.ts';
import { until } from './poll.ts';
import { ceralacca } from './served.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';
const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const PIN = '0815-ceralacca';

const isBuilt = await import('pkcs11js').then(
  () => true,
  () => false,
);
const skip = !existsSync(MODULE) ? 'softhsm2 is not installed' : !isBuilt && 'pkcs11js is not built';

const folder = mkdtempSync(join(tmpdir(), 'ceralacca-token-'));
const tokens = join(folder, 'tokens');
const conf = join(folder, 'softhsm2.conf');
let country: TestCountry;

/** The key the sandbox made for Alfa, in a token, as an operator would have it. */
function intoToken(config: ProviderConfig): ProviderConfig {
  if (config.domain !== 'gestore-alfa.example' || config.signing.key.kind !== 'file') return config;
  const pinFile = join(folder, 'pin');
  if (!existsSync(pinFile)) {
    writeFileSync(pinFile, `${PIN}\n`, { mode: 0o600 });
    const softhsm = (...words: string[]) => execFileSync('softhsm2-util', words, { stdio: 'pipe' });
    softhsm('--init-token', '--free', '--label', 'alfa', '--pin', PIN, '--so-pin', '4711-ceralacca');
    softhsm('--import', config.signing.key.key, '--token', 'alfa', '--label', 'firma', '--id', '01', '--pin', PIN);
  }
  const key = { kind: 'pkcs11', module: MODULE, token: 'alfa', label: 'firma', pinFile } as const;
  return { ...config, signing: { ...config.signing, key } };
}

/** Processes that run the module of this test. */
const tokenProcesses = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const isToken = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('token-process.ts');
        return isToken && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(conf);
      } catch {
        return false;
      }
    })
    .map(Number);

const write = (subject: string) => country.submit({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], subject));

const status = () => ceralacca(['status', '--data', country.data, '--provider', 'alfa']);

async function about(address: string, subject: string, count: number): Promise<readonly Read[]> {
  return await until(
    `${count} messages about ${subject}`,
    async () => {
      const all = await readAll(await country.inbox(address));
      const found = all.filter((message) => message.header('subject').endsWith(subject));
      return found.length >= count && found;
    },
    60_000,
  );
}

suite('a provider whose key is in a token', { skip }, () => {
  before(async () => {
    mkdirSync(tokens);
    writeFileSync(conf, `directories.tokendir = ${tokens}\nlog.level = ERROR\n`);
    process.env.SOFTHSM2_CONF = conf;
    country = await startCountry({ configure: intoToken });
  });
  after(async () => {
    await country?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test('signs everything with it, and the other provider believes it', async () => {
    assert.equal(tokenProcesses().length, 1);
    await write('Dal token');
    assert.equal(numbersOf(await about(MARIO, 'Dal token', 2)), 'M1 M11');
    assert.equal(numbersOf(await about(BIANCHI, 'Dal token', 1)), 'M4');
  });

  test('the process of the module killed under load: every message is accepted once and arrives once', async () => {
    const subjects = Array.from({ length: 40 }, (_, at) => `Sotto carico ${at}`);
    let killed = 0;
    const accepted: Promise<string>[] = [];
    for (const subject of subjects) {
      accepted.push(write(subject));
      if (accepted.length % 10 !== 5) continue;
      await accepted.at(-3);
      for (const pid of tokenProcesses()) {
        process.kill(pid, 'SIGKILL');
        killed += 1;
      }
    }
    await Promise.all(accepted);
    assert.ok(killed >= 2, `${killed} processes were killed`);
    for (const subject of subjects) {
      assert.equal(numbersOf(await about(MARIO, subject, 2)), 'M1 M11', subject);
      assert.equal(numbersOf(await about(BIANCHI, subject, 1)), 'M4', subject);
    }
    assert.deepEqual(country.said, [], 'the server lived on');
  });

  test('the token gone: 451, and holders still read; the token back: the same message is accepted, once', async () => {
    const aside = `${tokens}.aside`;
    renameSync(tokens, aside);
    for (const pid of tokenProcesses()) process.kill(pid, 'SIGKILL');
    await assert.rejects(write('Senza token'), /451/);
    const lost = await status();
    assert.equal(lost.code, 1);
    assert.match(lost.out, /^ALARM keys +the signing key cannot be used since .*: token "alfa": /m);
    assert.ok((await country.inbox(MARIO)).length > 0);
    renameSync(aside, tokens);
    await write('Senza token');
    assert.equal(numbersOf(await about(MARIO, 'Senza token', 2)), 'M1 M11');
    assert.equal(numbersOf(await about(BIANCHI, 'Senza token', 1)), 'M4');
    assert.match((await status()).out, /^No alarm\.$/m);
    assert.deepEqual(country.said, []);
  });
});
