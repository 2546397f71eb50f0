import { readFile } from 'node:fs/promises';
import { openSmtpRelay, type StaticRoute } from '#adapters/relay-smtp';
import type { ProviderConfig } from '#config';
import type { Blobs, Monotonic, Relay } from '#ports';

export async function openRelay(config: ProviderConfig, ports: { blobs: Blobs; monotonic: Monotonic }): Promise<Relay> {
  const routes = new Map<string, StaticRoute>();
  for (const { domain, host, port, tlsRoot, tlsName } of config.routes) {
    const ca = tlsRoot === undefined ? {} : { ca: [await readFile(tlsRoot, 'utf8')] };
    routes.set(domain.toLowerCase(), { host, port, ...ca, ...(tlsName !== undefined && { serverName: tlsName }) });
  }
  const dns = config.dnsServers.length === 0 ? {} : { dns: { servers: config.dnsServers } };
  return openSmtpRelay({ heloName: config.heloName, blobs: ports.blobs, monotonic: ports.monotonic, routes, ...dns });
}
