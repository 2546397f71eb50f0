export { type LdifEntry, LdifFault } from './ldif.ts';
export { readLdif } from './read-ldif.ts';
export { writeLdif } from './write-ldif.ts';
