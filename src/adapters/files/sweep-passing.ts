import { join } from 'node:path';
import type { Instant } from '#pec';
import { type FileSystem, isMissing } from './file-system.ts';

const LEFT_BEHIND_MS = 24 * 3_600_000;

/** Removes what a power cut left half written. Its writer is gone: nothing takes a day to write. */
export async function sweepPassing(fs: FileSystem, passing: string, now: Instant): Promise<void> {
  for (const name of await fs.readdir(passing)) {
    const path = join(passing, name);
    try {
      if ((await fs.stat(path)).mtimeMs < now - LEFT_BEHIND_MS) await fs.rm(path, { force: true });
    } catch (fault) {
      if (!isMissing(fault)) throw fault;
    }
  }
}
