import type { Domain, Mailbox } from '#ports';

/** One provider of the simulated world, and who lives there. */
export interface ProviderSpec {
  /** Short name for tests: `alfa`. */
  readonly key: string;
  readonly name: string;
  /** A secondary environment of a provider (RFC 6109 4.5.7). */
  readonly unit?: string;
  readonly domain: string;
  readonly pecDomains: readonly Domain[];
  /** Addresses; each is an open mailbox with room enough. */
  readonly mailboxes: readonly string[];
  /** Which authority certifies it (testAuthority). */
  readonly authority: string;
}

export const serviceAddressOf = ({ domain }: ProviderSpec): string => `posta-certificata@${domain}`;

/** Two authorities, so that nobody trusts a peer only because it has the same issuer. */
export const CAST: readonly ProviderSpec[] = [
  {
    key: 'alfa',
    name: 'Gestore Alfa S.p.A.',
    domain: 'gestore-alfa.example',
    pecDomains: [{ name: 'pec.alfa.example' }, { name: 'legal.alfa.example' }],
    mailboxes: ['mario@pec.alfa.example', 'anna@pec.alfa.example', 'studio@legal.alfa.example'],
    authority: 'uno',
  },
  {
    key: 'beta',
    name: 'Gestore Beta S.r.l.',
    domain: 'gestore-beta.example',
    pecDomains: [
      { name: 'pec.beta.example' },
      { name: 'chiuso.beta.example', closedChannel: { allowOnly: ['chiuso.beta.example', 'anna@pec.alfa.example'] } },
    ],
    mailboxes: [
      'ufficio@pec.beta.example',
      'protocollo@pec.beta.example',
      'elena@pec.beta.example',
      'sportello@chiuso.beta.example',
    ],
    authority: 'due',
  },
  {
    key: 'gamma',
    name: 'Gestore Gamma',
    domain: 'gestore-gamma.example',
    pecDomains: [{ name: 'pec.gamma.example' }],
    mailboxes: ['comune@pec.gamma.example', 'sindaco@pec.gamma.example'],
    authority: 'uno',
  },
];

/** The mailboxes of a provider as its store keeps them, the service mailbox among them (RFC 6109 2.2.5). */
export function mailboxesOf(spec: ProviderSpec): readonly Mailbox[] {
  const common = {
    holder: 'Titolare',
    status: 'active',
    quotaBytes: 1_000_000_000,
    ordinaryMail: { kind: 'accept' },
  } as const;
  const service = { id: `service-${spec.key}`, address: serviceAddressOf(spec), kind: 'service', ...common } as const;
  return [service, ...spec.mailboxes.map((address) => ({ id: address, address, kind: 'user', ...common }) as const)];
}
