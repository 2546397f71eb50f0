import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from '#config';
import { type NotReady, type PageFiles, readPageFiles } from '#doors/http-listener';
import { NOT_INSTALLED } from './build-pages.ts';
import { type PageSetName, pagesKey } from './pages-key.ts';
import { keyFileOf, PREBUILT, pagesCache } from './pages-places.ts';

const BUILDER = fileURLToPath(new URL('./build-pages.ts', import.meta.url));
const LOOK_MS = 500;
const FOLLOW_MS = 2_000;
/** Who builds for so long was killed. */
const STALE_LOCK_MS = 300_000;
const LOWEST_PRIORITY = 19;
const KEPT_MS = 14 * 86_400_000;

/** Pages that are being made ready, or are. */
export interface WebPages {
  files(set: PageSetName): PageFiles | NotReady;
  /** When each of them is there, or never will be. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface WebPagesOptions {
  readonly sets: readonly PageSetName[];
  readonly log: Logger;
  /** Changes a page before it is served: what differs from provider to provider. */
  fill?(set: PageSetName, index: string): string;
  /** Where built pages are kept; the usual place otherwise. */
  readonly cache?: string;
  /** Builds again when sources change: in the sandbox, where people try things. */
  readonly followsSources?: boolean;
}

/**
 * Makes pages ready in the background: those built beforehand, those another start built of the same sources, or built now, in a process of
 * lowest priority. Several providers that start at once build each set once.
 */
export function openWebPages({ sets, log, fill, cache, followsSources = false }: WebPagesOptions): WebPages {
  const states = new Map<PageSetName, PageFiles | NotReady>(sets.map((set) => [set, 'building']));
  const keys = new Map<PageSetName, string | undefined>();
  const stopping = new AbortController();
  const read = (set: PageSetName, folder: string) => readPageFiles(folder, fill && ((index) => fill(set, index)));

  async function ready(set: PageSetName): Promise<void> {
    try {
      const key = await pagesKey(set);
      keys.set(set, key);
      const folder = await findOrBuild(set, key, cache, stopping.signal);
      states.set(set, folder === undefined ? 'not-installed' : await read(set, folder));
    } catch (err) {
      if (stopping.signal.aborted) return;
      states.set(set, 'failed');
      log.error({ err, set }, 'pages could not be built');
    }
  }

  // One after another: each build takes a processor for itself.
  let work = sets.reduce((before, set) => before.then(() => ready(set)), Promise.resolve());
  const looked = new Map<PageSetName, number>();
  /** Whoever writes pages reloads them: what changed is built again, and shown at the next look. */
  function follow(set: PageSetName): void {
    if (!followsSources || Date.now() - (looked.get(set) ?? 0) < FOLLOW_MS) return;
    looked.set(set, Date.now());
    work = work.then(async () => {
      // A source that goes while it is read: what was built stands, and the next look sees more.
      const key = await pagesKey(set).catch(() => keys.get(set));
      if (stopping.signal.aborted || key === keys.get(set)) return;
      if (states.get(set) === 'failed') states.set(set, 'building');
      await ready(set);
    });
  }

  return {
    files(set) {
      follow(set);
      return states.get(set) ?? 'failed';
    },
    settled: () => work,
    async stop() {
      stopping.abort();
      await work;
    },
  };
}

/** The folder of a set; undefined: what builds it is not installed. */
async function findOrBuild(
  set: PageSetName,
  key: string | undefined,
  cache: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const prebuilt = join(PREBUILT, set);
  const builtOf = await readFile(keyFileOf(prebuilt), 'utf8').catch(() => undefined);
  if (existsSync(prebuilt) && (key === undefined || builtOf?.trim() === key)) return prebuilt;
  if (key === undefined) throw new Error(`neither the sources of the pages ${set} are here nor ${prebuilt}`);
  const home = cache ?? (await pagesCache());
  const folder = join(home, `${set}-${key}`);
  while (!existsSync(folder)) {
    signal.throwIfAborted();
    const lock = await takeLock(`${folder}.lock`);
    if (lock === undefined) {
      await wait(LOOK_MS, undefined, { signal });
      continue;
    }
    try {
      if (existsSync(folder)) break;
      if ((await runBuilder(set, folder, signal)) === 'not-installed') return undefined;
    } finally {
      await lock.release();
    }
  }
  await removeOld(home, set, folder);
  return folder;
}

/** A folder, since only one can make it; one that was left behind long ago is taken over. */
async function takeLock(path: string): Promise<{ release(): Promise<void> } | undefined> {
  const made = await mkdir(path).then(
    () => true,
    (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'EEXIST') return false;
      throw fault;
    },
  );
  if (made) return { release: () => rm(path, { recursive: true, force: true }) };
  const since = await stat(path).catch(() => undefined);
  if (since !== undefined && Date.now() - since.mtimeMs > STALE_LOCK_MS)
    await rm(path, { recursive: true, force: true });
  return undefined;
}

function runBuilder(set: PageSetName, folder: string, signal: AbortSignal): Promise<'built' | 'not-installed'> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BUILDER, set, folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', NODE_ENV: 'production' },
    });
    beModest(child);
    const end = () => child.kill();
    signal.addEventListener('abort', end);
    let told = '';
    child.stderr.on('data', (text: Buffer) => {
      told = `${told}${text}`.slice(-4_000);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', end);
      if (code === 0) return resolve('built');
      if (code === NOT_INSTALLED) return resolve('not-installed');
      return reject(new Error(`building the pages ${set} ended with ${code}: ${told}`));
    });
  });
}

function beModest({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, LOWEST_PRIORITY);
  } catch {
    // It has ended, or the system does not let us: it is only slower for others.
  }
}

/** What earlier sources were built into, when nobody has used it for long. */
async function removeOld(home: string, set: PageSetName, current: string): Promise<void> {
  for (const name of await readdir(home)) {
    const path = join(home, name);
    if (!name.startsWith(`${set}-`) || path === current) continue;
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > KEPT_MS) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}
