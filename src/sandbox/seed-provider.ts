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

/** Founds the boxes that are not there yet; what an operator has changed since stays as it is. */
export async function seedProvider(store: Store, mailboxes: readonly SeedMailbox[]): Promise<void> {
  const accounts: AccountChange[] = [];
  for (const box of mailboxes) {
    if ((await store.mailbox(box.address)) !== undefined) continue;
    accounts.push({
      kind: 'put-mailbox',
      mailbox: { ...box, kind: 'user', status: 'active', ordinaryMail: { kind: box.ordinaryMail } },
    });
  }
  if (accounts.length > 0) await store.commit({ accounts });
}
