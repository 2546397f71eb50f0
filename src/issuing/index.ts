/** The only place that issues a message of the provider: build, sign, log record, job. Commits nothing. */
export { buildDeliveryStatus, type DeliveryFailure, mayBeTold } from './delivery-status.ts';
export { digestRope } from './digest-rope.ts';
export { idsSince, newId } from './identifiers.ts';
export { type IssuedPart, type Issuing, issueKey, openIssuing, outcomeKey } from './issuing.ts';
export { joinSteps } from './join-steps.ts';
export { moveTracking, type TrackingMove } from './move-tracking.ts';
export { job, jobsToSend, type Outgoing, QUEUE_LIFE_MS, type Routing } from './routing.ts';
export { buildServiceLetter, type ServiceLetter } from './service-letter.ts';
