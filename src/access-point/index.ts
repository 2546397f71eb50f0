/** The access point (RFC 6109 3.1): where a holder's message becomes a certified one, and where its deadlines are watched. */
export { acceptSubmission } from './accept-submission.ts';
export type {
  AccessPointPorts,
  Submission,
  SubmissionDecided,
  SubmissionLimits,
  SubmissionReply,
} from './submission.ts';
export { watchDeadlines } from './watch-deadlines.ts';
