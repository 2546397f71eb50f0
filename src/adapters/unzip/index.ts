/** ZIP archives of strangers, read with yauzl within bounds. */
export { openUnzip, type UnzipLimits } from './open-unzip.ts';
