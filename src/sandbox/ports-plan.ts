import type { Country } from './country.ts';

export const USUAL_BASE_PORT = 20_500;

export interface ProviderPorts {
  readonly submission: number;
  readonly submissions: number;
  readonly reception: number;
  readonly imap: number;
  readonly imaps: number;
  readonly pop3: number;
  readonly pop3s: number;
  readonly autoconfig: number;
  readonly record: number;
  readonly log: number;
  readonly web: number;
}

/** Every port of the network, chosen once and kept in the data folder: certificates and mail programs name them. */
export interface PortsPlan {
  readonly control: number;
  readonly index: number;
  readonly crl: number;
  readonly ordinarySmtp: number;
  readonly ordinaryPop3s: number;
  readonly ldap: number;
  readonly identity: number;
  /** By the provider's key. */
  readonly providers: Readonly<Record<string, ProviderPorts>>;
}

function plan(country: Country, next: () => number): PortsPlan {
  const world = { control: next(), index: next(), crl: next(), ordinarySmtp: next(), ordinaryPop3s: next() };
  const first = country.providers.map(() => {
    return { submission: next(), submissions: next(), reception: next(), pop3s: next(), record: next() };
  });
  // Doors that came later have their ports behind the others: mail programs that were set up before still find theirs.
  const second = country.providers.map(() => {
    return { imaps: next(), imap: next(), pop3: next(), autoconfig: next(), log: next() };
  });
  const ldap = next();
  const providers = country.providers.map(
    ({ key }, at) => [key, { ...first[at]!, ...second[at]!, web: next() }] as const,
  );
  return { ...world, ldap, identity: next(), providers: Object.fromEntries(providers) };
}

/** A plan kept from an earlier version, with ports of `other` for the doors that it did not have. */
export function completedWith(kept: PortsPlan, other: PortsPlan): PortsPlan {
  const providers = Object.entries(other.providers).map(([key, ports]) => [key, { ...ports, ...kept.providers[key] }]);
  return { ...other, ...kept, providers: Object.fromEntries(providers) };
}

/** Consecutive ports from `base`. */
export function portsFrom(country: Country, base: number): PortsPlan {
  let port = base;
  return plan(country, () => port++);
}

export function allPorts(ports: PortsPlan): readonly number[] {
  const { providers, ...world } = ports;
  return [...Object.values(world), ...Object.values(providers).flatMap((of) => Object.values(of))];
}
