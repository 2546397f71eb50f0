/** The sandbox: a small PEC country on loopback, for trying and testing. */
export { COUNTRY, type Country, type ProviderPlan } from './country.ts';
export { type DataFolder, dataFolder, readKept } from './data-folder.ts';
export { freePorts } from './free-ports.ts';
export { keptOffset } from './kept-clock.ts';
export { launchNetwork, runSandbox } from './launch.ts';
export type { RunningNetwork } from './launcher.ts';
export { openLdapServer } from './ldap-server.ts';
export { currentTree, LdapSession } from './ldap-session.ts';
export { lockHolder } from './lock-folder.ts';
export type { NetworkFile } from './network-file.ts';
export { pkiFiles } from './pki.ts';
export { addressesOf, keptWebOrigin, signingOf } from './provider-config-of.ts';
export type { SandboxOptions } from './run-sandbox.ts';
