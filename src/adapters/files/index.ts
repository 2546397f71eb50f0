/** Message bodies as files, and digests of them. */
export { type FileBlobsOptions, openFileBlobs } from './blobs.ts';
export { nodeDigests } from './digests.ts';
export type { FileSystem } from './file-system.ts';
export { pieceWentBy } from './free-pieces.ts';
export { type LogFilesOptions, openLogFiles, readLogFiles } from './log-files.ts';
