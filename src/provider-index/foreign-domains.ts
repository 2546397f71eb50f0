import { readLdif } from '#ldif';
import { type ProviderIndexView, providerIndexOf, readProviderRecords } from '#pec';
import type { Store } from '#ports';
import { DOCUMENT } from './documents.ts';

/** Who has the domain by the index of providers; undefined: nobody, or we. */
export function otherHolder(index: ProviderIndexView, name: string, ours: string): string | undefined {
  const holder = index.recordOfDomain(name);
  return holder === undefined || index.recordOfDomain(ours)?.name === holder.name ? undefined : holder.name;
}

/** The index that this provider keeps; undefined: it has none yet. */
export async function keptIndex(store: Pick<Store, 'document'>): Promise<ProviderIndexView | undefined> {
  const copy = await store.document(DOCUMENT.copy);
  return copy && providerIndexOf((await readProviderRecords(readLdif(copy.bytes))).records);
}

/**
 * Of these domains, those that the index gives to another provider: our holders' mail for them stays with us, and everybody else's goes
 * there. Nothing before there is an index. `ours`: the provider's own mail domain.
 */
export function foreignDomains(
  names: readonly string[],
  ours: string,
  index: ProviderIndexView | undefined,
): readonly { readonly name: string; readonly holder: string }[] {
  return names.flatMap((name) => {
    const holder = index && otherHolder(index, name, ours);
    return holder === undefined ? [] : [{ name, holder }];
  });
}
