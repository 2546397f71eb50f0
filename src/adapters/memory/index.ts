/** The outside world in memory: for tests and for the simulated world. */
export { type MemoryState } from './state.ts';
export { type MemoryStore, type MemoryStoreOptions, openMemoryStore } from './store.ts';
