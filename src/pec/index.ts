/** The domain: the fourteen messages of certified e-mail, built, read and judged. Pure: instants, ids and bytes are given. */
export * from './catalogue.ts';
export type { EnclosedMessage, UnsignedMessage } from './compose.ts';
export * from './daticert.ts';
export * from './deadlines.ts';
export * from './facts.ts';
export * from './identifiers.ts';
export * from './legal-time.ts';
export * from './notification.ts';
export * from './transport-envelope.ts';
export * as wire from './wire.ts';
