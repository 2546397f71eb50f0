import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Host, SmtpRelayOptions } from './types.ts';

export type Route =
  /** In the order to try them. */
  | { readonly kind: 'hosts'; readonly hosts: readonly Host[] }
  | { readonly kind: 'failed'; readonly reply: string; readonly noSuchDomain?: true }
  | { readonly kind: 'deferred'; readonly reply: string };

const MAX_MX = 10;
const MAX_ADDRESSES = 4;
const KEEP_MS = 60_000;
const MAX_KEPT = 10_000;

/** Finds where mail for a domain goes (RFC 5321 5.1): static routes first, then MX in order of preference, then the domain itself. */
export function routeResolver(options: SmtpRelayOptions): (domain: string) => Promise<Route> {
  const dns = new Resolver({ timeout: options.dns?.timeoutMs ?? 5000, tries: options.dns?.tries ?? 2 });
  if (options.dns?.servers) dns.setServers([...options.dns.servers]);
  const keepMs = options.dns?.keepMs ?? KEEP_MS;
  const kept = new Map<string, { readonly route: Promise<Route>; readonly until: number }>();

  return (domain) => {
    const name = domain.toLowerCase();
    const fixed = options.routes?.get(name);
    if (fixed) {
      return Promise.resolve({ kind: 'hosts', hosts: [{ ...fixed, address: fixed.host, name: fixed.host }] });
    }
    const now = options.monotonic.now();
    const known = kept.get(name);
    if (known && known.until > now) return known.route;
    const route = askDns(dns, name, options);
    kept.delete(name);
    kept.set(name, { route, until: now + keepMs });
    if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value ?? '');
    // A fault of the DNS must not outlive itself.
    void route.then((found) => {
      if (found.kind === 'deferred' && kept.get(name)?.route === route) kept.delete(name);
    });
    return route;
  };
}

async function askDns(dns: Resolver, domain: string, options: SmtpRelayOptions): Promise<Route> {
  let names: string[];
  try {
    const records = await dns.resolveMx(domain);
    records.sort((one, other) => one.priority - other.priority);
    names = records.map((record) => record.exchange.replace(/\.$/, '').toLowerCase());
    if (names.length > 0 && names.every((name) => name === '')) {
      return { kind: 'failed', reply: '556 5.1.10 the domain takes no mail (null MX)' };
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOTFOUND') {
      return { kind: 'failed', reply: `550 5.1.2 the domain ${domain} does not exist`, noSuchDomain: true };
    }
    if (code !== 'ENODATA')
      return { kind: 'deferred', reply: `451 4.4.3 no answer from the DNS for ${domain}: ${code}` };
    names = [domain];
  }
  return hostsOf(dns, domain, names.filter((name) => name !== '').slice(0, MAX_MX), options);
}

async function hostsOf(
  dns: Resolver,
  domain: string,
  names: readonly string[],
  options: SmtpRelayOptions,
): Promise<Route> {
  const found = await Promise.all(names.map((name) => addressesOf(dns, name)));
  const told = found.flatMap(({ addresses }) => addresses);
  const isReachable = options.isReachable ?? (() => true);
  if (told.length > 0 && !told.some(isReachable))
    return { kind: 'failed', reply: `550 5.4.4 the domain ${domain} leads to no address of the public Internet` };
  const hosts = names.flatMap((name, at) =>
    (found[at]?.addresses ?? []).filter(isReachable).map((address) => ({
      ...options.hosts?.get(name),
      address,
      port: options.port ?? 25,
      name,
    })),
  );
  if (hosts.length > 0) return { kind: 'hosts', hosts };
  const unsure = found.find((each) => each.fault)?.fault;
  if (unsure)
    return { kind: 'deferred', reply: `451 4.4.3 no answer from the DNS for the hosts of ${domain}: ${unsure}` };
  return { kind: 'failed', reply: `550 5.4.4 the domain ${domain} names no host that takes mail` };
}

interface Addresses {
  readonly addresses: readonly string[];
  /** Set when the DNS could not say whether there are any. */
  readonly fault?: string;
}

async function addressesOf(dns: Resolver, name: string): Promise<Addresses> {
  // An MX must not be an address (RFC 1035 3.3.9), and asking the DNS for one would only blame the DNS.
  if (isIP(name)) return { addresses: [] };
  const answers = await Promise.allSettled([dns.resolve4(name), dns.resolve6(name)]);
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (addresses.length > 0) return { addresses: addresses.slice(0, MAX_ADDRESSES) };
  const faults = answers.flatMap((answer) => (answer.status === 'rejected' ? [codeOf(answer.reason)] : []));
  const fault = faults.find((code) => code !== 'ENOTFOUND' && code !== 'ENODATA');
  return fault ? { addresses: [], fault } : { addresses: [] };
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? 'unknown fault';
}
