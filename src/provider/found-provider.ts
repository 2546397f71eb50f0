import type { ProviderConfig } from '#config';
import type { AccountChange, Store } from '#ports';

/** What the configuration says must exist: the PEC domains and the service mailbox (RFC 6109 2.2.5). Safe to repeat. */
export async function foundProvider(store: Store, config: ProviderConfig): Promise<void> {
  const known = new Map((await store.domains()).map((domain) => [domain.name, domain]));
  const accounts: AccountChange[] = [];
  for (const { name, allowOnly } of config.pecDomains) {
    if (known.has(name)) continue;
    accounts.push({ kind: 'put-domain', domain: { name, ...(allowOnly && { closedChannel: { allowOnly } }) } });
  }
  if ((await store.mailbox(config.serviceAddress)) === undefined) {
    accounts.push({
      kind: 'put-mailbox',
      mailbox: {
        id: `service-${config.domain}`,
        address: config.serviceAddress.toLowerCase(),
        holder: config.name,
        kind: 'service',
        status: 'active',
        quotaBytes: Number.MAX_SAFE_INTEGER,
        ordinaryMail: { kind: 'accept' },
      },
    });
  }
  if (accounts.length > 0) await store.commit({ accounts });
}
