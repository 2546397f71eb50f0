import type { AccountChange, Store } from '#ports';

/** What a provider cannot be without, as its settings say it. */
export interface Foundation {
  readonly name: string;
  readonly domain: string;
  readonly serviceAddress: string;
  /** A closed channel names the domains it is open to. */
  readonly pecDomains: readonly { readonly name: string; readonly allowOnly?: readonly string[] }[];
}

/** Makes what the settings say must exist: the PEC domains and the service mailbox (RFC 6109 2.2.5). Safe to repeat. */
export async function foundProvider(
  store: Store,
  { name, domain, serviceAddress, pecDomains }: Foundation,
): Promise<void> {
  const known = new Map((await store.domains()).map((domain) => [domain.name, domain]));
  const accounts: AccountChange[] = [];
  for (const { name: pecDomain, allowOnly } of pecDomains) {
    if (known.has(pecDomain)) continue;
    accounts.push({
      kind: 'put-domain',
      domain: { name: pecDomain, ...(allowOnly && { closedChannel: { allowOnly } }) },
    });
  }
  if ((await store.mailbox(serviceAddress)) === undefined) {
    accounts.push({
      kind: 'put-mailbox',
      mailbox: {
        id: `service-${domain}`,
        address: serviceAddress.toLowerCase(),
        holder: name,
        kind: 'service',
        status: 'active',
        quotaBytes: Number.MAX_SAFE_INTEGER,
        ordinaryMail: { kind: 'accept' },
      },
    });
  }
  if (accounts.length > 0) await store.commit({ accounts });
}
