import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { removeEmbeddedPostgres } from '#adapters/postgres';
import { dataFolder } from '#sandbox';
import { type Books, openBooks } from './books.ts';
import { closeOnInterrupt } from './close-on-interrupt.ts';
import { cpuBelow, providerOf } from './cpu-time.ts';

/** What the bench needs of the sandbox's network file. */
export interface Network {
  readonly root: string;
  readonly providers: readonly {
    readonly name: string;
    readonly submissions: Endpoint;
    readonly reception: Endpoint;
    readonly pop3s: Endpoint;
    readonly imaps: Endpoint;
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
  /** The two open boxes of the first provider. */
  readonly senders: readonly Box[];
  /** An open box of the second provider. */
  readonly recipient: string;
  readonly books: { readonly alfa: Books; readonly beta: Books };
  /** The process of a provider. */
  pidOf(key: 'alfa' | 'beta'): number;
}

const CERALACCA = fileURLToPath(new URL('../../bin/ceralacca.mjs', import.meta.url));
const READY_MS = 120_000;

/** A fresh sandbox in processes of its own, without the demonstration. */
export async function startNetwork(environment: Readonly<Record<string, string>> = {}): Promise<RunningNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-bench-'));
  // As root the database runs under another user, who must be able to pass here.
  chmodSync(folder, 0o711);
  const file = join(folder, 'network.json');
  const data = join(folder, 'data');
  const words = ['sandbox', '--data', data, '--network-file', file, '--no-demo', '--base-port', '0'];
  const child = spawn(process.execPath, [CERALACCA, ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...environment },
  });
  let books: RunningNetwork['books'] | undefined;
  const close = closeOnInterrupt(async () => {
    await Promise.all(Object.values(books ?? {}).map((one: Books) => one[Symbol.asyncDispose]()));
    await stop(child);
    removeEmbeddedPostgres(dataFolder(data).postgres);
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    await ready(child, file);
    const network = JSON.parse(readFileSync(file, 'utf8')) as Network;
    books = { alfa: await openBooks(data, 'alfa'), beta: await openBooks(data, 'beta') };
    return {
      network,
      root: readFileSync(network.root, 'utf8'),
      pid: child.pid!,
      data,
      senders: network.providers[0]!.mailboxes.slice(0, 2),
      recipient: network.providers[1]!.mailboxes[0]!.address,
      books,
      pidOf(key) {
        const found = cpuBelow(child.pid!).find(
          ({ pid, command }) => /provider/.test(command) && providerOf(pid) === key,
        );
        if (found === undefined) throw new Error(`${key} does not run`);
        return found.pid;
      },
      [Symbol.asyncDispose]: close,
    };
  } catch (fault) {
    await close();
    throw fault;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function ready(child: ChildProcess, file: string): Promise<void> {
  for (let waited = 0; waited < READY_MS; waited += 100) {
    if (child.exitCode !== null) throw new Error(`the sandbox ended with ${child.exitCode} before it was ready`);
    if (existsSync(file)) return;
    await pause(100);
  }
  throw new Error(`the sandbox was not ready within ${READY_MS} ms`);
}
