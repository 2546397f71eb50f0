import { createHash } from 'node:crypto';
import { concat } from '#mime';
import type { LogFiles } from '#ports';

export interface MemoryLogFiles extends LogFiles {
  readonly kept: Map<string, Uint8Array>;
}

/** The sealed files in memory; `before` is told of each write and removal, and may throw, as a full disk does. */
export function memoryLogFiles(before: (act: 'write' | 'remove', name: string) => void = () => {}): MemoryLogFiles {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    async write(name, source) {
      const pieces: Uint8Array[] = [];
      for await (const piece of source instanceof Uint8Array ? [source] : source) pieces.push(piece.slice());
      before('write', name);
      const bytes = concat(pieces);
      kept.set(name, bytes);
      return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    },
    async *read(name, start = 0) {
      const bytes = kept.get(name);
      if (bytes === undefined) throw Object.assign(new Error(`ENOENT: no file ${name}`), { code: 'ENOENT' });
      if (start < bytes.length) yield bytes.slice(start);
    },
    size: async (name) => kept.get(name)?.length,
    list: async (prefix) => [...kept.keys()].filter((name) => name.startsWith(prefix)).sort(),
    async remove(name) {
      before('remove', name);
      kept.delete(name);
    },
  };
}
