import { readLdif } from '#ldif';
import { type ProviderIndexView, providerIndexOf, readProviderRecords } from '#pec';
import type { Store } from '#ports';
import { DOCUMENT } from './documents.ts';

/** Who has the domain by the index of providers; undefined: nobody, or we. */
export function otherHolder(index: ProviderIndexView, name: string, ours: string): string | undefined {
  const holder = index.recordOfDomain(name);
  return holder === undefined || index.recordOfDomain(ours)?.name === holder.name ? undefined : holder.name;
}

/**
 * Of these domains, those that the kept index gives to another provider: our holders' mail for them stays with us, and everybody else's
 * goes there. Nothing before there is an index. `ours`: the provider's own mail domain.
 */
export async function foreignDomains(
  names: readonly string[],
  ours: string,
  store: Pick<Store, 'document'>,
): Promise<readonly { readonly name: string; readonly holder: string }[]> {
  const copy = await store.document(DOCUMENT.copy);
  if (copy === undefined) return [];
  const { records } = await readProviderRecords(readLdif(copy.bytes));
  const index = providerIndexOf(records);
  return names.flatMap((name) => {
    const holder = otherHolder(index, name, ours);
    return holder === undefined ? [] : [{ name, holder }];
  });
}
