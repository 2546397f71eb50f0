export { type Certificate, readCertificate, serialText } from './certificate.ts';
export { CmsFault } from './fault.ts';
export { fromPem, type PemLabel, toPem } from './pem.ts';
export { type CmsSignature, readSignedData, type SignerFields } from './read-signed-data.ts';
export { digest } from './signature-algorithm.ts';
export { type SignatureVerdict, verifyContent, verifySignature } from './verify-signature.ts';
export { type PreparedSigner, prepareSigner, signedAttributes, signedData } from './write-signed-data.ts';
