export type { DkimOptions } from './dkim.ts';
export { openSmtpRelay } from './open-smtp-relay.ts';
export { type SubmissionDoor, type Submitted, submitMessage } from './submit-message.ts';
export type { Authentication, RelayLimits, RelayTimes, SmtpRelayOptions, StaticRoute } from './types.ts';
