/** The delivery point (RFC 6109 3.3): writes into mailboxes and issues the receipt of what was written. */
export { deliver } from './deliver.ts';
export type { DeliverJob, DeliveryPointPorts } from './delivery.ts';
