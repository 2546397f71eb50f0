import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChainEvent } from '#contract';
import { temporaryFolder } from './folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export type Program = ChildProcess & { readonly said: string[] };

export interface ClientPrograms {
  /** The examples, and `node_modules` with the package. */
  readonly folder: string;
  run(words: readonly string[], env: NodeJS.ProcessEnv): Program;
  /** What stands in `kept/NAME`, a journal of the examples. */
  journal(name: string): readonly ChainEvent[];
}

/** The examples with the package as it is published, under the oldest Node it promises where this machine has one. */
export function clientPrograms(): ClientPrograms {
  const folder = temporaryFolder('consumers');
  execFileSync(process.execPath, [join(ROOT, 'bin', 'pack-client.mjs')], { stdio: 'ignore' });
  cpSync(join(ROOT, 'dist', 'client'), join(folder, 'node_modules', 'ceralacca-client'), { recursive: true });
  cpSync(join(ROOT, 'examples'), folder, { recursive: true });
  mkdirSync(join(folder, 'kept'));
  const node = nodeOfMajor(20) ?? process.execPath;
  return {
    folder,
    run(words, env) {
      const stdio = ['ignore', 'pipe', 'pipe'] as const;
      const child = spawn(node, [...words], { cwd: folder, env: { ...process.env, ...env }, stdio: [...stdio] });
      const said: string[] = [];
      for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => said.push(String(text)));
      return Object.assign(child, { said });
    },
    journal: (name) =>
      readFileSync(join(folder, 'kept', name), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as ChainEvent),
  };
}

export async function kill(child: Program): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

function nodeOfMajor(major: number): string | undefined {
  const entries = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  const found = [process.execPath, ...entries.map((entry) => join(entry, 'node')).filter(existsSync)];
  return found.find((one) => execFileSync(one, ['--version'], { encoding: 'utf8' }).startsWith(`v${major}.`));
}
