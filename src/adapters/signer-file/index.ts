export { type FileSignerOptions, openFileSigner } from './open-file-signer.ts';
