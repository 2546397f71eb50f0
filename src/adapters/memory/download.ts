import type { Download } from '#ports';
import type { SeededRandom } from './random.ts';

export interface MemoryDownloadOptions {
  /** Probability from 0 to 1 that a fetch fails. */
  readonly fails?: number;
  readonly random?: SeededRandom;
}

/** The documents of the simulated world, by URL; change the map and the next fetch sees it. */
export function memoryDownload(
  documents: ReadonlyMap<string, Uint8Array>,
  options: MemoryDownloadOptions = {},
): Download {
  const { fails = 0, random } = options;
  return {
    async get(url, { maxBytes }) {
      if (fails > 0 && random?.happens(fails)) throw new Error(`${url}: connection lost`);
      const bytes = documents.get(url);
      if (!bytes) throw new Error(`${url}: 404`);
      if (bytes.length > maxBytes) throw new Error(`${url}: over ${maxBytes} octets`);
      return bytes;
    },
  };
}
