import { blobsContract } from '#testing';
import { memoryBlobs } from './blobs.ts';

blobsContract('memory', async (options) => memoryBlobs(options));
