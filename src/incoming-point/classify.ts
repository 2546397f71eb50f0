import { domainOf } from '#mime';
import { ANOMALY, arrivalOf, checkReceived, type Daticert, type Instant, type ProviderRecord } from '#pec';
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

export function classify({ message, origin, incoming }: Arrival): Kind {
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
  const foreign = is === 'envelope' ? undefined : foreignOutcome(daticert, record);
  if (foreign !== undefined)
    return { is: 'faulty', error: explain(`${foreign} non appartiene ai domini del gestore che firma`) };
  return { is, record, daticert, contentSha256, ...(certifiedAt !== undefined && { certifiedAt }) };
}

/**
 * An address the signer may not speak of. A provider certifies only what concerns its own domains: without this, any provider
 * of the index could make a "delivered" for anybody's mailbox (ADR 6).
 */
function foreignOutcome(daticert: Daticert, record: ProviderRecord): string | undefined {
  const domains = record.managedDomains.map((domain) => domain.toLowerCase());
  return spokenOf(daticert).find((address) => !domains.includes(domainOf(address)));
}

/** The recipients a notice is about: `consegna` and `ricezione`. */
export function spokenOf(daticert: Daticert): readonly string[] {
  return [...(daticert.consegna === undefined ? [] : [daticert.consegna]), ...(daticert.ricezione ?? [])];
}
