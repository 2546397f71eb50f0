/**
 * Builds one set of pages into a folder, in a process of its own: `node build-pages.ts SET OUT`. Exit code 3: what builds is not installed.
 * The folder appears whole or not at all.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { PAGE_SETS, type PageSetName, sourcesOf } from './pages-key.ts';

export const NOT_INSTALLED = 3;

const PACKED = /\.(html|js|mjs|css|svg|json|wasm|txt)$/;
const WORTH_PACKING = 1_024;

/** Throws what Vite throws; `undefined` when Vite itself is not there. */
export async function buildPages(set: PageSetName, out: string): Promise<'built' | undefined> {
  const vite = await import('vite').catch(() => undefined);
  if (vite === undefined) return undefined;
  const part = `${out}.${process.pid}.part`;
  await mkdir(dirname(out), { recursive: true, mode: 0o700 });
  try {
    await vite.build({
      root: sourcesOf(set),
      base: PAGE_SETS[set],
      configFile: fileURLToPath(new URL('../../web/vite.config.ts', import.meta.url)),
      configLoader: 'runner',
      cacheDir: `${part}.vite`,
      logLevel: 'error',
      build: { outDir: part, emptyOutDir: true },
    });
    await packFiles(part);
    await rename(part, out).catch(async (fault: NodeJS.ErrnoException) => {
      // Somebody else was first, with the same sources.
      if (fault.code !== 'ENOTEMPTY' && fault.code !== 'EEXIST') throw fault;
    });
  } finally {
    await rm(part, { recursive: true, force: true });
    await rm(`${part}.vite`, { recursive: true, force: true });
  }
  return 'built';
}

/** Packed once here, so that no request has to wait for it. */
async function packFiles(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !PACKED.test(entry.name)) continue;
    const octets = await readFile(path);
    if (octets.length < WORTH_PACKING) continue;
    const packed = {
      '.br': await promisify(brotliCompress)(octets),
      '.gz': await promisify(gzip)(octets, { level: 9 }),
    };
    for (const [end, bytes] of Object.entries(packed))
      if (bytes.length < octets.length * 0.95) await writeFile(`${path}${end}`, bytes);
  }
}

if (import.meta.main) {
  const [set, out] = process.argv.slice(2) as [PageSetName, string];
  const built = await buildPages(set, out);
  process.exit(built === undefined ? NOT_INSTALLED : 0);
}
