/** A team in one mailbox: who works there, who is in charge of what, who may send, who saw what. */
export { type Access, type Accesses, type AccessesPorts, openAccesses } from './accesses.ts';
