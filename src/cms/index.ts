export { ALGORITHM_POLICY, type AlgorithmPolicy, type KeyTerm } from './algorithm-policy.ts';
export type { StrongDigest } from './algorithms.ts';
export {
  type AuthorityKey,
  type CertificateAuthority,
  type CertificateRequest,
  createAuthority,
  type IntermediateRequest,
  openAuthority,
  type ProviderRequest,
} from './authority.ts';
export { equalBytes } from './bytes.ts';
export {
  addSignatureTimestamp,
  type CadesContent,
  type CadesOptions,
  signatureTimestamps,
  signCades,
} from './cades.ts';
export { type Certificate, readCertificate, serialText } from './certificate.ts';
export {
  type CertificateRequestFields,
  certificateRequest,
  type ReadCertificateRequest,
  readCertificateRequest,
} from './certificate-request.ts';
export type { CmsSigner } from './compose-signed-data.ts';
export { type CrlList, readCrl } from './crl.ts';
export { type ArchiveTimestamp, type EvidenceRecord, readEvidenceRecord } from './evidence-record.ts';
export { CmsFault } from './fault.ts';
export type { CertificateExtension, DistinguishedName, RevokedCertificate } from './issue-certificate.ts';
export { type ChainQuestion, type ChainVerdict, judgeChain } from './judge-chain.ts';
export { type OcspVerdict, verifyOcspResponse } from './judge-ocsp.ts';
export { type LintFinding, lintProviderCertificate, PROFILE_LINES } from './lint-provider-certificate.ts';
export { isOcspOf, type OcspIdentifier } from './ocsp-identifier.ts';
export { type AskedCertificate, type OcspRequest, ocspRequest, ocspUrl, readOcspRequest } from './ocsp-request.ts';
export { type OcspAnswer, type OcspFailure, type OcspResponse, readOcspResponse } from './ocsp-response.ts';
export { openP7m, signedP7m } from './p7m.ts';
export { parsedCertificate } from './parsed-certificate.ts';
export { fromPem, type PemLabel, toPem } from './pem.ts';
export { type CmsSignature, readAllSigners, readSignedData, type SignerFields } from './read-signed-data.ts';
export { digest, type SignatureAlgorithm, type VerifyValue, verifyWithKey } from './signature-algorithm.ts';
export { type CertificateReference, isReferenced, signingCertificates } from './signing-certificate.ts';
export { readTimestampRequest, type TimestampRequest, timestampRequest } from './timestamp-request.ts';
export {
  readTimestampResponse,
  type TimestampFailure,
  type TimestampResponse,
  timestampRefusal,
  timestampResponse,
} from './timestamp-response.ts';
export {
  readTimestampToken,
  type TimestampStatement,
  type TimestampToken,
  writeTimestampToken,
} from './timestamp-token.ts';
export { type CadesQuestion, type CadesVerdict, verifyCades } from './verify-cades.ts';
export {
  type EvidenceLink,
  type EvidenceQuestion,
  type EvidenceVerdict,
  verifyEvidenceRecord,
} from './verify-evidence.ts';
export { type SignatureVerdict, verifyContent, verifySignature } from './verify-signature.ts';
export { type TimestampQuestion, type TimestampVerdict, verifyTimestamp } from './verify-timestamp.ts';
export {
  evidenceRecordOf,
  type RehashedDocument,
  rehashEvidenceRecords,
  renewEvidenceRecords,
  type Stamp,
  writeEvidenceRecords,
} from './write-evidence.ts';
export type { NameSubtrees } from './write-extensions.ts';
export { type OcspSigner, type OcspStatement, ocspRefusal, ocspResponse } from './write-ocsp.ts';
export { type PreparedSigner, prepareSigner, signedAttributes, signedData } from './write-signed-data.ts';
