import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NetworkFile } from '#sandbox';
import { visit } from './country.ts';
import { temporaryFolder } from './folder.ts';
import { until } from './poll.ts';

export const CERALACCA = fileURLToPath(new URL('../../bin/ceralacca.mjs', import.meta.url));

export interface Sandbox extends AsyncDisposable {
  readonly data: string;
  readonly launcher: ChildProcess;
  /** Holders and doors, as the network file tells them. */
  readonly visit: ReturnType<typeof visit>;
  /** All it printed. */
  printed(): string;
  /** Ends it as Ctrl-C does; the data folder stays. */
  stop(): Promise<void>;
}

/** `ceralacca sandbox`, as a person starts it, in a process group of its own. */
export async function startSandbox(data?: string): Promise<Sandbox> {
  const folder = data === undefined ? temporaryFolder('e2e') : undefined;
  const home = data ?? join(folder!, 'data');
  const file = join(home, 'network.json');
  rmSync(file, { force: true });
  const ports = data === undefined ? ['--base-port', '0'] : [];
  const words = ['sandbox', '--data', home, '--network-file', file, '--no-demo', ...ports];
  const launcher = spawn(process.execPath, [CERALACCA, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let printed = '';
  for (const stream of [launcher.stdout, launcher.stderr]) stream.on('data', (text) => (printed += String(text)));
  const ready = await until(
    'the sandbox is ready',
    () => {
      if (launcher.exitCode !== null) return 'ended' as const;
      return existsSync(file) && ('ready' as const);
    },
    120_000,
  );
  if (ready === 'ended') throw new Error(`the sandbox ended with ${launcher.exitCode}: ${printed}`);
  const network = JSON.parse(readFileSync(file, 'utf8')) as NetworkFile;
  const stop = async () => {
    if (launcher.exitCode !== null || launcher.signalCode !== null) return;
    const ended = once(launcher, 'exit');
    launcher.kill('SIGTERM');
    await ended;
  };
  return {
    data: home,
    launcher,
    visit: visit(network, readFileSync(network.root, 'utf8')),
    printed: () => printed,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The living process of a provider of this data folder (`alfa`, `beta`): the one that writes its log. Linux only. */
export function providerPid(data: string, key: string): number | undefined {
  return pids().find((pid) => link(pid, 'fd/1') === join(data, 'logs', `${key}.log`));
}

function pids(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function link(pid: number, name: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/${name}`);
  } catch {
    return undefined;
  }
}
