/** The sandbox: a small PEC country on loopback, for trying and testing. */
export { COUNTRY, type Country } from './country.ts';
export { dataFolder } from './data-folder.ts';
export { launchNetwork, type RunningNetwork } from './launcher.ts';
export { lockHolder } from './lock-folder.ts';
export type { NetworkFile } from './network-file.ts';
export { runSandbox, type SandboxOptions } from './run-sandbox.ts';
