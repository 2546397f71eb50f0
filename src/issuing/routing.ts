import { domainOf } from '#mime';
import type { Instant, MessageNumber, ProviderIndexView } from '#pec';
import type { Destination, NewJob, Random, Work } from '#ports';
import { newId } from './identifiers.ts';

/** "Time limit for message idleness equal to 24 hours" (RFC 6109 2.2.2). */
export const QUEUE_LIFE_MS = 24 * 3_600_000;

/** Knows where an address lives: here, at another provider, or on the Internet. */
export interface Routing {
  isOwnDomain(domain: string): boolean;
  /** Undefined while no provider index has been read. */
  index(): ProviderIndexView | undefined;
}

export interface Outgoing {
  readonly messageId: string;
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  readonly at: Instant;
  readonly notice?: MessageNumber;
  readonly identificativo?: string;
  readonly eightBit?: boolean;
}

/**
 * The jobs that carry a message to its recipients: one hop inside for all own domains (RFC 6109 3.4), one SMTP transaction
 * per foreign domain. All of them carry the same message; it is split only here, at SMTP level (spec 8.4).
 */
export function jobsToSend(outgoing: Outgoing, routing: Routing, random: Random): readonly NewJob[] {
  const own: string[] = [];
  const foreign = new Map<string, string[]>();
  for (const recipient of outgoing.recipients) {
    const domain = domainOf(recipient);
    if (routing.isOwnDomain(domain)) own.push(recipient);
    else (foreign.get(domain) ?? foreign.set(domain, []).get(domain)!).push(recipient);
  }
  const { messageId, mailFrom, at, notice, identificativo, eightBit } = outgoing;
  const about = { ...(notice && { notice }), ...(identificativo && { identificativo }) };
  const jobs: NewJob[] = [];
  if (own.length > 0)
    jobs.push(job({ kind: 'receive', messageId, mailFrom, recipients: own, ...about }, 'receive', at, random));
  for (const [domain, recipients] of foreign) {
    const kind = routing.index()?.recordOfDomain(domain) === undefined ? 'ordinary' : 'provider';
    const destination: Destination = { kind, domain };
    const work: Work = {
      kind: 'relay',
      messageId,
      mailFrom,
      recipients,
      destination,
      ...about,
      ...(eightBit && { eightBit }),
    };
    jobs.push(job(work, `relay:${domain}`, at, random));
  }
  return jobs;
}

/** A job that may run at once and is given up after the queue life. */
export function job(work: Work, queue: string, at: Instant, random: Random): NewJob {
  return { id: newId(at, random), work, queue, runAt: at, expiresAt: at + QUEUE_LIFE_MS };
}
