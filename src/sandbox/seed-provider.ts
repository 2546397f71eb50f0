import type { PecDomainConfig } from '#config';
import type { AccountChange, Store } from '#ports';

/** A box as the sandbox founds it; `id` is chosen once and kept in the data folder. */
export interface SeedMailbox {
  readonly id: string;
  readonly address: string;
  readonly holder: string;
  readonly passwordHash: string;
  readonly quotaBytes: number;
  readonly ordinaryMail: 'accept' | 'refuse';
}

export interface Seed {
  readonly domains: readonly PecDomainConfig[];
  readonly mailboxes: readonly SeedMailbox[];
}

/** Founds the domains and boxes that are not there yet; what an operator has changed since stays as it is. */
export async function seedProvider(store: Store, seed: Seed): Promise<void> {
  const known = new Set((await store.domains()).map(({ name }) => name));
  const accounts: AccountChange[] = [];
  for (const { name, allowOnly } of seed.domains) {
    if (!known.has(name))
      accounts.push({
        kind: 'put-domain',
        domain: { name, ...(allowOnly === undefined ? {} : { closedChannel: { allowOnly } }) },
      });
  }
  for (const box of seed.mailboxes) {
    if ((await store.mailbox(box.address)) !== undefined) continue;
    accounts.push({
      kind: 'put-mailbox',
      mailbox: { ...box, kind: 'user', status: 'active', ordinaryMail: { kind: box.ordinaryMail } },
    });
  }
  if (accounts.length > 0) await store.commit({ accounts });
}
