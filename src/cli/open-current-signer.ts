import type { ProviderConfig } from '#config';
import type { OpenSigner, StatusGround } from '#provider';
import { CliFault } from './exit.ts';
import { keyUseOf } from './key-settings.ts';
import type { OpenProvider } from './open-provider.ts';

/**
 * The key in force, by the rule of the server: the two places of the settings take turns, either may be empty, and a key that was replaced
 * never signs again. What it signs is counted, and told to the message log when it is closed (spec 14.3). Throws in one sentence.
 */
export async function openCurrentSigner(
  settings: Pick<ProviderConfig, 'signing'>,
  provider: Pick<OpenProvider, 'name' | 'now'> & Pick<StatusGround, 'store'>,
): Promise<OpenSigner> {
  const { keyRows, openSigner, placesOf } = await import('#provider');
  const places = placesOf(settings.signing);
  const { role, certificate } = (await keyRows(settings, provider)).find(({ state }) => state === 'active') ?? {};
  if (certificate === undefined) {
    const paths = places.map((place) => place.certificate).join(' and ');
    throw new CliFault(
      `the certificate in force is not there (${paths}), and one that was replaced must not sign again`,
    );
  }
  const opened = await openSigner(places[role === 'next' ? 1 : 0]!, process.env);
  const use = keyUseOf(provider);
  return {
    ...use.counted(opened, certificate.serial),
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await use.tell(async (log) => void (await provider.store.commit({ log }))).catch(sayUntold);
    },
  };
}

/** What was signed is written already: the command has not failed. */
function sayUntold(fault: unknown): void {
  process.stderr.write(`What was signed could not be told to the message log (key uses): ${fault}\n`);
}
