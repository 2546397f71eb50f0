import { posix } from 'node:path';
import { readImports } from './check-floors.ts';
import type { HouseFile } from './house.ts';

/** Where an import of a file under `src/` leads; undefined for packages. */
function target(path: string, from: string): string | undefined {
  if (from.startsWith('#')) return `src/${from.slice(1)}/index.ts`;
  return from.startsWith('./') ? posix.join(posix.dirname(path), from) : undefined;
}

/** Every file that is loaded with `entries`: what they import, and what that imports, but not what is imported only when asked for. */
export function loadedWith(entries: readonly string[], files: readonly HouseFile[]): ReadonlySet<string> {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const loaded = new Set<string>();
  const open = [...entries];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const text = texts.get(path);
    if (text === undefined || loaded.has(path)) continue;
    loaded.add(path);
    for (const { from, typeOnly, whenAsked } of readImports(text)) {
      const next = typeOnly || whenAsked ? undefined : target(path, from);
      if (next !== undefined) open.push(next);
    }
  }
  return loaded;
}
