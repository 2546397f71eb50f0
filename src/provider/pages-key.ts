import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Sets of pages, by folder of `web/`, and the path each is served under. */
export const PAGE_SETS = { webmail: '/', admin: '/admin/', verify: '/verifica/', activation: '/attivazione/' } as const;
export type PageSetName = keyof typeof PAGE_SETS;

const HOUSE = fileURLToPath(new URL('../..', import.meta.url));

/** What may stand in pages besides their own folder: the kit, and the floors that run in a browser. */
const SHARED = [
  'web/kit',
  'web/vite.config.ts',
  'package-lock.json',
  ...['mime', 'xml', 'cms', 'ldif', 'pec', 'evidence', 'message-view', 'contract'].map((room) => `src/${room}`),
];

/** The folder of sources of a set. */
export const sourcesOf = (set: PageSetName): string => join(HOUSE, 'web', set);

/** Of everything that pages of this set are made of: the same octets, the same pages. Undefined: their sources are not here. */
export async function pagesKey(set: PageSetName): Promise<string | undefined> {
  const digest = createHash('sha256');
  const own = await filesOf(`web/${set}`);
  if (!own.some((name) => name.endsWith('/index.html'))) return undefined;
  const shared = (await Promise.all(SHARED.map(filesOf))).flat();
  for (const name of [...own, ...shared].sort()) {
    if (/\.test\.ts$/.test(name)) continue;
    digest
      .update(`${name}\n`)
      .update(await readFile(join(HOUSE, name)))
      .update('\n');
  }
  return digest.digest('hex').slice(0, 32);
}

async function filesOf(name: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(join(HOUSE, name), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map((entry) => join(entry.parentPath, entry.name).slice(HOUSE.length));
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return [name];
    if (code === 'ENOENT') return [];
    throw fault;
  }
}
