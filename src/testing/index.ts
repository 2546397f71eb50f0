/** What tests are written with: one suite per port, and the instruments that keep the house in order. Imported by tests only. */

export { auditWorld } from './auditor.ts';
export * from './blobs-contract.ts';
export * from './mail-store-contract.ts';
export { type MailRoom, openMailRoom } from './mail-store-memory.ts';
export { SAMPLE_BODY, samplePublicPages } from './sample-public-pages.ts';
export { selfSigned } from './self-signed.ts';
export { type SimulationOptions, simulate } from './simulation.ts';
export * from './store-contract.ts';
export * from './store-samples.ts';
export { type TestTimestamper, testTimestamper } from './timestamper.ts';
export * from './world.ts';
export { CAST, type ProviderSpec, serviceAddressOf } from './world-cast.ts';
export { mortalStore, type ProviderDisk } from './world-disk.ts';
export type { Found, Letter } from './world-mail.ts';
export type { Fate, OnTheWire } from './world-network.ts';
export {
  INDEX_URL,
  indexAuthority,
  testAuthority,
  testCertificate,
  testKeys,
  testRecord,
  testSigner,
} from './world-pki.ts';
export { type ZipEntry, zipOf } from './zip.ts';
