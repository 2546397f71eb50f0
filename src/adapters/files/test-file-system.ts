import type { FileHandle } from 'node:fs/promises';
import { type FileSystem, nodeFileSystem } from './file-system.ts';

/** For tests: every call to the disk, told by name; `before` may throw instead, or answer in its place. */
export function watched(before: (call: string, path: string) => unknown): FileSystem {
  const names = new WeakMap<object, string>();
  const watch = <T extends object>(target: T, prefix: string): T =>
    new Proxy(target, {
      get(real, call) {
        const value = Reflect.get(real, call);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          const name = `${prefix}${String(call)}`;
          const path = names.get(real) ?? String(args[0]);
          // A close that fails has closed the file all the same.
          if (name === 'file.close') await value.apply(real, args);
          const instead = before(name, path);
          if (name === 'file.close') return instead;
          if (instead !== undefined) return instead;
          const result = await value.apply(real, args);
          if (name !== 'open') return result;
          names.set(result, path);
          return watch(result as FileHandle, 'file.');
        };
      },
    });
  return watch({ ...nodeFileSystem }, '');
}
