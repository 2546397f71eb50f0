export { listenSmtp } from './listen-smtp.ts';
export { type BodyOutcome, type BodyRules, type ReceivedBody, receiveBody } from './receive-body.ts';
export { type Hop, receivedField } from './received-field.ts';
export type {
  SmtpEnvelope,
  SmtpHandlers,
  SmtpLimits,
  SmtpListener,
  SmtpListenerOptions,
  SmtpLogin,
  SmtpReply,
  SmtpSession,
} from './types.ts';
