import { type ProviderConfig, systemRandom } from '#config';
import { beginHolding, isSameHolder } from '#enrolment';
import type { LegalTime, Store } from '#ports';
import { personalDataOf, readSignInKeys } from '#provider';
import { openVault } from '#sign-in';

/** Who holds a box of the sandbox, when that is known by a tax code. */
export interface SeedHolder {
  readonly mailbox: string;
  readonly address: string;
  readonly name: string;
  readonly taxCode: string;
}

/** Writes down who holds the boxes, once: so they can be signed in to with the test identities. */
export async function seedHoldings(
  config: ProviderConfig,
  store: Store,
  holders: readonly SeedHolder[],
  legalTime: LegalTime,
): Promise<void> {
  const random = systemRandom();
  const keys = await readSignInKeys(config.web.signInKeyFile, { store, random, now: () => legalTime.now() }, {});
  const personal = personalDataOf(openVault(keys, random));
  const ports = { store, legalTime, random, personal };
  for (const { name, taxCode, mailbox, address } of holders) {
    if ((await isSameHolder(mailbox, taxCode, ports)) !== undefined) continue;
    await store.commit(await beginHolding({ mailbox, address, kind: 'person', name, taxCode, evidence: [] }, ports));
  }
}
