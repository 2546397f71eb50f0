/** What tests are written with: one suite per port, and the instruments that keep the house in order. Imported by tests only. */
export * from './blobs-contract.ts';
export * from './store-contract.ts';
export * from './store-samples.ts';
export * from './world.ts';
export { CAST, type ProviderSpec, serviceAddressOf } from './world-cast.ts';
