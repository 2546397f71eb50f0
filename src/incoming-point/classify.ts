import { domainOf } from '#mime';
import {
  ANOMALY,
  arrivalOf,
  checkReceived,
  type Daticert,
  type Instant,
  type ProviderIndexView,
  type ProviderRecord,
} from '#pec';
import type { Arrival } from './receive.ts';

interface Certified {
  readonly record: ProviderRecord;
  readonly daticert: Daticert;
  /** The instant that `daticert` certifies. */
  readonly certifiedAt?: Instant;
  /** See Origin. */
  readonly contentSha256: string;
}

/** What an arrival is (spec 9.2, second table). Every kind but `ordinary` carries a good signature of a provider. */
export type Kind =
  | ({ readonly is: 'envelope' | 'user-notice' | 'provider-notice' } & Certified)
  /** Signed by a provider, but damaged or wrong: it must be propagated, as an anomaly. */
  | { readonly is: 'faulty'; readonly error: string }
  | { readonly is: 'ordinary'; readonly error: string };

export type CertifiedKind = Extract<Kind, Certified>;

export function classify({ message, origin, incoming }: Arrival, index: ProviderIndexView | undefined): Kind {
  if (origin.kind !== 'provider')
    return { is: 'ordinary', error: origin.kind === 'ordinary' ? origin.error : origin.reason };
  const { record, contentSha256, binding } = origin;
  const is = arrivalOf(message.number);
  const claimsEnvelope = is === 'envelope' || message.xTrasporto.length > 0;
  const explain = claimsEnvelope ? ANOMALY.envelope : ANOMALY.notice;
  if (binding !== undefined) return { is: 'faulty', error: explain(binding) };
  const faults = checkReceived(message, incoming);
  if (faults.length > 0 || is === 'ordinary' || is === 'unexpected' || !message.daticert?.ok) {
    return { is: 'faulty', error: explain(faults.join('; ')) };
  }
  const { value: daticert, at: certifiedAt } = message.daticert;
  const foreign = is === 'envelope' ? foreignSender(daticert, record, index) : foreignOutcome(daticert, record);
  if (foreign !== undefined)
    return { is: 'faulty', error: explain(`${foreign} non appartiene ai domini del gestore che firma`) };
  return { is, record, daticert, contentSha256, ...(certifiedAt !== undefined && { certifiedAt }) };
}

/**
 * An address the signer may not speak of. A provider certifies only what concerns its own domains: without this, any provider
 * of the index could make a "delivered" for anybody's mailbox (ADR 6).
 */
function foreignOutcome(daticert: Daticert, record: ProviderRecord): string | undefined {
  return spokenOf(daticert).find((address) => !manages(record, address));
}

/**
 * A sender who is a holder of another provider: only that one has seen him sign in (ADR 6). A domain that our copy of the index
 * does not know yet passes, so that a holder whose domain was published this morning is not turned into an anomaly.
 */
function foreignSender(
  { sender }: Daticert,
  record: ProviderRecord,
  index: ProviderIndexView | undefined,
): string | undefined {
  if (manages(record, sender)) return undefined;
  return index?.recordOfDomain(domainOf(sender)) === undefined ? undefined : sender;
}

function manages({ managedDomains }: ProviderRecord, address: string): boolean {
  const domain = domainOf(address);
  return managedDomains.some((managed) => managed.toLowerCase() === domain);
}

/** The recipients a notice is about: `consegna` and `ricezione`. */
export function spokenOf(daticert: Daticert): readonly string[] {
  return [...(daticert.consegna === undefined ? [] : [daticert.consegna]), ...(daticert.ricezione ?? [])];
}
