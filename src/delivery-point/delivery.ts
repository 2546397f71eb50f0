import type { Accounts } from '#accounts';
import type { Issuing } from '#issuing';
import type { QuotaReserve } from '#mailbox';
import type { Blobs, DeliverWork, Digests, Job, LegalTime, Random, Store } from '#ports';

export type DeliverJob = Job & { readonly work: DeliverWork };
export type EnvelopeJob = Job & { readonly work: Extract<DeliverWork, { arrival: 'envelope' }> };

export type AnomalyJob = Job & { readonly work: Extract<DeliverWork, { arrival: 'anomaly' }> };

export interface DeliveryPointPorts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly digests: Digests;
  readonly random: Random;
  readonly legalTime: LegalTime;
  readonly issuing: Issuing;
  readonly accounts: Accounts;
  readonly quotaReserve: QuotaReserve;
}
