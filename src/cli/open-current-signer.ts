import type { ProviderConfig } from '#config';
import type { Store } from '#ports';
import type { OpenSigner } from '#provider';
import { CliFault } from './exit.ts';
import type { OpenProvider } from './open-provider.ts';

/**
 * The key in force, by the rule of the server: the two places of the settings take turns, either may be empty, and a key that was replaced
 * never signs again. Throws in one sentence.
 */
export async function openCurrentSigner(
  settings: Pick<ProviderConfig, 'signing'>,
  provider: Pick<OpenProvider, 'now'> & { readonly store: Store },
): Promise<OpenSigner> {
  const { keyRows, openSigner, placesOf } = await import('#provider');
  const places = placesOf(settings.signing);
  const active = (await keyRows(settings, provider)).find(({ state }) => state === 'active');
  if (active === undefined) {
    const paths = places.map(({ certificate }) => certificate).join(' and ');
    throw new CliFault(
      `the certificate in force is not there (${paths}), and one that was replaced must not sign again`,
    );
  }
  return await openSigner(places[active.role === 'next' ? 1 : 0]!, process.env);
}
