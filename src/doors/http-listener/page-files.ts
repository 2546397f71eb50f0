import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface PageFile {
  readonly type: string;
  readonly octets: Buffer;
  /** The same, packed; absent where packing gains nothing. */
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
  /** Entity tag, with quotes. */
  readonly tag: string;
  /** Its name says what is in it: never asked for again. */
  readonly isForEver: boolean;
}

/** A folder of pages as Vite built it, in memory: nothing but what stood there at this moment can ever be asked for. */
export type PageFiles = ReadonlyMap<string, PageFile>;

export const INDEX = 'index.html';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  webp: 'image/webp',
  woff2: 'font/woff2',
  woff: 'font/woff',
  wasm: 'application/wasm',
  txt: 'text/plain; charset=utf-8',
  map: 'application/json',
};

/** Reads a folder with its packed twins (`.br`, `.gz`). `fill` may change the page itself before it is served. */
export async function readPageFiles(
  folder: string,
  fill: (index: string) => string = (index) => index,
): Promise<PageFiles> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const all = new Set(names);
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const type = TYPES[/\.([a-z0-9]+)$/.exec(name)?.[1] ?? ''];
    if (type === undefined) continue;
    const read = await readFile(join(folder, name));
    const octets = name === INDEX ? Buffer.from(fill(read.toString())) : read;
    const twin = (end: string) =>
      name !== INDEX && all.has(`${name}${end}`) ? readFile(join(folder, `${name}${end}`)) : undefined;
    files.set(name, {
      type,
      octets,
      br: await twin('.br'),
      gzip: await twin('.gz'),
      tag: `"${createHash('sha256').update(octets).digest('base64url').slice(0, 22)}"`,
      isForEver: /^assets\/.+-[\w-]{8}\.[a-z0-9]+$/.test(name),
    });
  }
  if (!files.has(INDEX)) throw new Error(`${folder} holds no ${INDEX}`);
  return files;
}
