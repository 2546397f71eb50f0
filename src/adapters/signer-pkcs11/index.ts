export { openPkcs11Key, type Pkcs11Key, type Pkcs11KeyOptions } from './open-pkcs11-key.ts';
export { openPkcs11Signer, type Pkcs11SignerOptions } from './open-pkcs11-signer.ts';
export { TokenFault, type TokenFaultKind } from './token-calls.ts';
