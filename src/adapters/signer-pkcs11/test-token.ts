import { execFileSync } from 'node:child_process';
import { accessSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { selfSigned } from '#testing';
import { loadBinding } from './load-binding.ts';

const MODULES = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so'];
export const PIN = '0815-ceralacca';

function softhsm(): string | undefined {
  return MODULES.find((path) => {
    try {
      accessSync(path);
      return true;
    } catch {
      return false;
    }
  });
}

/** Why tests with a token in software cannot be run here; false when they can. */
export async function noToken(): Promise<string | false> {
  if (softhsm() === undefined) return 'softhsm2 is not installed';
  return await loadBinding().then(
    () => false as const,
    () => 'pkcs11js is not built',
  );
}

/** A token of SoftHSM in a folder of its own, with one RSA key and the certificate of that key. */
export interface TestToken extends Disposable {
  readonly folder: string;
  /** Where the tokens are kept: move it away and they are gone. */
  readonly tokens: string;
  readonly module: string;
  readonly token: string;
  readonly label: string;
  readonly certificate: Uint8Array;
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** pkcs11-tool or softhsm2-util, as a person would call them. */
  run(program: string, ...words: readonly string[]): string;
}

/** `mechanisms`: as in softhsm2.conf, e.g. `-CKM_SHA256_RSA_PKCS`. */
export function makeTestToken(mechanisms = 'ALL'): TestToken {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-token-'));
  const tokens = join(folder, 'tokens');
  mkdirSync(tokens);
  const conf = join(folder, 'softhsm2.conf');
  writeFileSync(conf, `directories.tokendir = ${tokens}\nlog.level = ERROR\nslots.mechanisms = ${mechanisms}\n`);
  const environment = { ...process.env, SOFTHSM2_CONF: conf };
  const run = (program: string, ...words: readonly string[]) =>
    execFileSync(program, words, { env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const { key, cert, der } = selfSigned('Gestore Alfa', [], 2048);
  const keyFile = join(folder, 'key.pem');
  writeFileSync(keyFile, key);
  const token = 'ceralacca';
  const label = 'firma';
  run('softhsm2-util', '--init-token', '--free', '--label', token, '--pin', PIN, '--so-pin', '4711-ceralacca');
  run('softhsm2-util', '--import', keyFile, '--token', token, '--label', label, '--id', '01', '--pin', PIN);
  return {
    ...{ folder, tokens, token, label, environment, run },
    module: softhsm()!,
    certificate: der,
    certificatePem: cert,
    keyPem: key,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The processes of tokens that this one has started. */
export function tokenProcesses(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const parent = /\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
        const isToken = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('token-process.ts');
        return isToken && Number(parent) === process.pid;
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Resolves when none of them is left: one that was killed takes a moment to be gone. */
export async function allEnded(): Promise<void> {
  for (let turn = 0; tokenProcesses().length > 0; turn++) {
    if (turn === 250) throw new Error(`still running: ${tokenProcesses().join(', ')}`);
    await pause(20);
  }
}
