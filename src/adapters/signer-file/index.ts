export { encryptKey, isEncryptedKey, readSigningKey } from './encrypt-key.ts';
export { type FileSignerOptions, openFileSigner } from './open-file-signer.ts';
export { verifyInProcess } from './verify-in-process.ts';
