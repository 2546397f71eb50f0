/** The outside world in memory: for tests and for the simulated world. */
export { type MemoryBlobDisk, type MemoryBlobsOptions, memoryBlobs } from './blobs.ts';
export { type MemoryClock, memoryClock } from './clocks.ts';
export { type MemoryDownloadOptions, memoryDownload } from './download.ts';
export { type MemoryLogFiles, memoryLogFiles } from './log-files.ts';
export { type SeededRandom, seededRandom } from './random.ts';
export { type MemoryPeer, type MemoryRelayOptions, memoryRelay, type WireFaults } from './relay.ts';
export { type MemoryScannerOptions, memoryScanner } from './scanner.ts';
export { emptyState, type MemoryState } from './state.ts';
export { type MemoryStore, type MemoryStoreOptions, openMemoryStore } from './store.ts';
