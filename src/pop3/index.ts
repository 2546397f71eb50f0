/** POP3, server side: the protocol alone (RFC 1939, 2449, 2595, 3206, 5034, 6856). Knows neither sockets nor PEC. */
export { MAX_COMMAND_OCTETS, type Pop3Command, readCommand, readPlain } from './command.ts';
export type { Pop3Backend, Pop3Item, Pop3Maildrop, Pop3Refusal } from './maildrop.ts';
export { err, type Pop3Reply } from './reply.ts';
export { type Pop3Channel, Pop3Session } from './session.ts';
