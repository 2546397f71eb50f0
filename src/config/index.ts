/** What one provider is told, and the clocks and chance of this machine. */
export { checkContradictions } from './check-contradictions.ts';
export { checkFiles } from './check-files.ts';
export { systemLegalTime, systemMonotonic, systemRandom } from './clocks.ts';
export { ConfigFault } from './config-fault.ts';
export { deepFreeze } from './deep-freeze.ts';
export { BURSTS, CRL_REFRESH_MS, describeLimits, GUARANTEED_LIMITS, SANDBOX_LIMITS } from './guaranteed-limits.ts';
export { type Logger, openLogger } from './open-logger.ts';
export { openToAll } from './private-file.ts';
export * from './provider-config.ts';
export { type Environment, parseConfig, readConfig } from './read-config.ts';
export { sampleConfig } from './sample-config.ts';
