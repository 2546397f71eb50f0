import type { EnrolmentPorts } from '#enrolment';
import type { OpenProvider } from './open-provider.ts';

/** What seals and finds personal data, with the key for sign-in of this provider: the same that its processes with pages read. */
export async function openPersonalData(
  provider: OpenProvider,
): Promise<Pick<EnrolmentPorts, 'store' | 'legalTime' | 'random' | 'personal'>> {
  const [{ personalDataOf, readSignInKeys }, { openVault }, { systemRandom }] = await Promise.all([
    import('#provider'),
    import('#sign-in'),
    import('#config'),
  ]);
  const { store, now, signInKey } = provider;
  const random = systemRandom();
  const keys = await readSignInKeys(signInKey.file, { store, random, now }, signInKey.environment);
  return { store, random, legalTime: { now }, personal: personalDataOf(openVault(keys, random)) };
}
