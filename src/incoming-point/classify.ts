import { checkReceived, type Daticert, noticeKindOf, type PecMessage } from '#pec';
import { domainOf } from '#mime';
import type { Arrival } from './receive.ts';
import type { ProviderRecord } from '#pec';

/** What an arrival is (spec 9.2, second table). Every kind but `ordinary` carries a good signature of a provider. */
export type Kind =
  | { readonly is: 'envelope'; readonly record: ProviderRecord; readonly daticert: Daticert; readonly contentSha256: string }
  | { readonly is: 'user-notice'; readonly record: ProviderRecord; readonly daticert: Daticert; readonly contentSha256: string }
  | { readonly is: 'provider-notice'; readonly record: ProviderRecord; readonly daticert: Daticert; readonly contentSha256: string }
  /** Signed by a provider, but damaged or wrong: it must be propagated, as an anomaly. */
  | { readonly is: 'faulty'; readonly error: string }
  | { readonly is: 'ordinary'; readonly error: string };

export function classify({ message, origin, incoming }: Arrival): Kind {
  if (origin.kind !== 'provider') return { is: 'ordinary', error: origin.kind === 'ordinary' ? origin.error : origin.reason };
  const { record, contentSha256 } = origin;
  const kind = noticeKindOf(message);
  const what = kind === 'envelope' ? 'busta di trasporto non corretta' : 'ricevuta non corretta';
  const fault = firstFault();
  if (fault !== undefined) return { is: 'faulty', error: `${what}: ${fault}` };
  const daticert = message.daticert?.value;
  if (kind === 'other' || daticert === undefined) return { is: 'faulty', error: `${what}: tipo non atteso al punto di ricezione` };
  return { is: kind, record, daticert, contentSha256 };

  function firstFault(): string | undefined {
    if (origin.kind === 'provider' && origin.binding !== undefined) return origin.binding;
    const faults = checkReceived(message, { mailFrom: incoming.mailFrom, recipients: incoming.recipients });
    if (faults.length > 0) return faults.join('; ');
    return kind === 'envelope' ? undefined : foreignOutcome(message, record);
  }
}

/**
 * A provider may speak only of recipients in its own domains: without this a "delivered" for anybody's mailbox could be made
 * by any provider of the index.
 */
function foreignOutcome(message: PecMessage, record: ProviderRecord): string | undefined {
  const daticert = message.daticert?.value;
  if (daticert === undefined) return undefined;
  const spokenOf = [...(daticert.consegna === undefined ? [] : [daticert.consegna]), ...(daticert.ricezione ?? [])];
  const domains = record.managedDomains.map((domain) => domain.toLowerCase());
  const foreign = spokenOf.find((address) => !domains.includes(domainOf(address)));
  return foreign === undefined ? undefined : `${foreign} non appartiene ai domini del gestore che firma`;
}
