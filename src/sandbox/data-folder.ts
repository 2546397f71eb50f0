import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeAtomically } from './write-atomically.ts';

/** Where everything of one sandbox is. Reusable across restarts; `--fresh` empties it. */
export interface DataFolder {
  readonly path: string;
  readonly postgres: string;
  readonly pki: string;
  readonly logs: string;
  readonly world: string;
  provider(key: string): {
    readonly path: string;
    readonly blobs: string;
    readonly log: string;
    readonly signInKey: string;
  };
}

const FOLDERS = ['postgres', 'pki', 'logs', 'world', 'providers'] as const;
const FILES = ['ports.json', 'clock.json', 'residents.json', 'network.json'] as const;

export function dataFolder(path: string): DataFolder {
  const root = resolve(path);
  return {
    path: root,
    postgres: join(root, 'postgres'),
    pki: join(root, 'pki'),
    logs: join(root, 'logs'),
    world: join(root, 'world'),
    provider: (key) => {
      const path = join(root, 'providers', key);
      return { path, blobs: join(path, 'blobs'), log: join(path, 'log'), signInKey: join(path, 'sign-in.key') };
    },
  };
}

export function makeFolders(folder: DataFolder): void {
  // The database server runs under another user when we are root: it must be able to pass, not to read.
  mkdirSync(folder.path, { recursive: true, mode: 0o711 });
  for (const path of [folder.pki, folder.logs, folder.world]) mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** Takes away what a sandbox keeps, and nothing else that may lie in that folder. */
export function emptyFolder(folder: DataFolder): void {
  for (const name of [...FOLDERS, ...FILES]) rmSync(join(folder.path, name), { recursive: true, force: true });
}

/** A small JSON file of the data folder; undefined when it is not there. */
export function readKept<T>(folder: DataFolder, name: (typeof FILES)[number]): T | undefined {
  try {
    return JSON.parse(readFileSync(join(folder.path, name), 'utf8')) as T;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(
      `${join(folder.path, name)} is damaged: start with --fresh, or mend it (${(fault as Error).message})`,
    );
  }
}

export function keep(folder: DataFolder, name: (typeof FILES)[number], value: unknown): void {
  writeAtomically(join(folder.path, name), `${JSON.stringify(value, null, 2)}\n`, 0o600);
}
