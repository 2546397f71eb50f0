import type { LogArchive } from '#ports';
import type { MemoryState } from './state.ts';

/** Steps are applied one after the other, so nothing can slip behind; and memory has room for any month. */
export function memoryLogArchive(state: MemoryState, pace: () => Promise<void>): LogArchive {
  return {
    async logCut() {
      await pace();
      return state.log.at(-1)?.seq ?? 0;
    },
    openLogMonths: () => pace(),
    async documents(prefix, { limit, after = '' }) {
      await pace();
      const found = [...state.documents.values()].filter(({ name }) => name.startsWith(prefix) && name > after);
      return found.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, limit);
    },
  };
}
