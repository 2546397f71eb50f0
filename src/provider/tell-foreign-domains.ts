import type { Logger } from '#config';
import type { Store } from '#ports';
import { foreignDomains, keptIndex } from '#provider-index';

/** What follows of it, for who is to mend it. */
export function foreignDomainText(name: string, holder: string): string {
  return `${name} is a PEC domain here and ${holder}'s in the index: mail from other providers goes there (ceralacca domain remove)`;
}

/** At the start: settings may name a domain that is another provider's. It is told, not refused: a domain may be on its way to us. */
export async function tellForeignDomains(
  domain: string,
  { store, log }: { readonly store: Pick<Store, 'document' | 'domains'>; readonly log: Pick<Logger, 'warn'> },
): Promise<void> {
  const names = (await store.domains()).map(({ name }) => name);
  for (const { name, holder } of foreignDomains(names, domain, await keptIndex(store)))
    log.warn({ domain: name, holder }, foreignDomainText(name, holder));
}
