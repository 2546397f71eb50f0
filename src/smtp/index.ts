/** SMTP, server side: the protocol alone (RFC 5321 and its extensions). Knows neither sockets nor PEC. */
export { CommandLines } from './command-lines.ts';
export { DataDecoder } from './data-decoder.ts';
export type { SmtpEnvelope, SmtpHandlers, SmtpLogin, SmtpReply, SmtpSession } from './handlers.ts';
export { MessageBody } from './message-body.ts';
export { writeReply } from './reply.ts';
export { ServerSession, type SessionOptions, type SmtpAnswer } from './session.ts';
