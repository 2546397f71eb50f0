import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** What the bench needs of the sandbox's network file (design 8). */
export interface Network {
  readonly root: string;
  readonly providers: readonly {
    readonly name: string;
    readonly submissions: Endpoint;
    readonly reception: Endpoint;
    readonly pop3s: Endpoint;
    readonly mailboxes: readonly Box[];
  }[];
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface Box {
  readonly address: string;
  readonly password: string;
}

export interface RunningNetwork extends AsyncDisposable {
  readonly network: Network;
  /** CA bundle, PEM. */
  readonly root: string;
  readonly pid: number;
  /** The sandbox's data folder. */
  readonly data: string;
}

const CERALACCA = fileURLToPath(new URL('../../bin/ceralacca.mjs', import.meta.url));
const READY_MS = 120_000;

/** A fresh sandbox in processes of its own, without the demonstration. */
export async function startNetwork(): Promise<RunningNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-bench-'));
  const file = join(folder, 'network.json');
  const data = join(folder, 'data');
  const child = spawn(process.execPath, [CERALACCA, 'sandbox', '--data', data, '--network-file', file, '--no-demo'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await ready(child, file);
  const network = JSON.parse(readFileSync(file, 'utf8')) as Network;
  return {
    network,
    root: readFileSync(network.root, 'utf8'),
    pid: child.pid!,
    data,
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ready(child: ChildProcess, file: string): Promise<void> {
  for (let waited = 0; waited < READY_MS; waited += 100) {
    if (child.exitCode !== null) throw new Error(`the sandbox ended with ${child.exitCode} before it was ready`);
    if (existsSync(file)) return;
    await pause(100);
  }
  child.kill('SIGTERM');
  throw new Error(`the sandbox was not ready within ${READY_MS} ms`);
}
