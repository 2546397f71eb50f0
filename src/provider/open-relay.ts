import { readFile } from 'node:fs/promises';
import { type DkimOptions, openSmtpRelay, type StaticRoute } from '#adapters/relay-smtp';
import type { ProviderConfig } from '#config';
import type { Blobs, Monotonic, Relay } from '#ports';
import { reachableAddresses } from './reachable-addresses.ts';

export async function openRelay(config: ProviderConfig, ports: { blobs: Blobs; monotonic: Monotonic }): Promise<Relay> {
  const { heloName, strictTls, dnsServers, mxPort } = config;
  const routes = new Map<string, StaticRoute>();
  for (const { domain, host, port, tlsRoot, tlsName } of config.routes) {
    const ca = tlsRoot === undefined ? {} : { ca: [await readFile(tlsRoot, 'utf8')] };
    routes.set(domain.toLowerCase(), { host, port, ...ca, ...(tlsName !== undefined && { serverName: tlsName }) });
  }
  const dkim = await readDkim(config);
  return openSmtpRelay({
    ...ports,
    heloName,
    strictTls,
    routes,
    isReachable: reachableAddresses(config),
    ...(dnsServers.length > 0 && { dns: { servers: dnsServers } }),
    ...(dkim && { dkim }),
    ...(mxPort !== undefined && { port: mxPort }),
  });
}

/**
 * Every message of ours is from the service address (RFC 6109 3.1.5), while MAIL FROM is the holder's: only a signature of the
 * provider's own domain is aligned with what the reader sees (RFC 7489 3.1.1).
 */
async function readDkim({ dkim, domain }: ProviderConfig): Promise<DkimOptions | undefined> {
  if (dkim === undefined) return undefined;
  return { domain, selector: dkim.selector, keyPem: await readFile(dkim.key, 'utf8') };
}
