import type { Ground } from '#sign-in';
import type { OpenProvider } from './open-provider.ts';

/** The book of sign-in as an operator has it: without keys it opens no sealed factor, since most of his orders need none. */
export async function openSignInOf(provider: OpenProvider, keys?: readonly Uint8Array[]): Promise<Ground> {
  const [{ openGround, VAULT_KEY_OCTETS }, accounts, { hashPassword, verifyPassword }] = await Promise.all([
    import('#sign-in'),
    import('#accounts'),
    import('#adapters/argon2'),
  ]);
  const [{ systemMonotonic, systemRandom }, { nodeDigests }, { jobsToSend }, { endPrograms }, { securityLetters }] =
    await Promise.all([
      import('#config'),
      import('#adapters/files'),
      import('#issuing'),
      import('#notifying'),
      import('#provider'),
    ]);
  const { store, name, issuer } = provider;
  const random = systemRandom();
  const legalTime = { now: () => provider.now() };
  const routing = { isOwnDomain: () => false, index: () => undefined };
  return openGround({
    store,
    legalTime,
    realTime: { now: Date.now },
    monotonic: systemMonotonic(),
    random,
    keys: keys ?? [random.bytes(VAULT_KEY_OCTETS)],
    logins: {
      ...accounts.openLogins({ store, legalTime, verifyPassword }),
      markOf: accounts.passwordMarkOf,
      newAppPassword: (taken) => accounts.makeAppPassword(random, taken),
    },
    site: { name, publicUrl: () => provider.publicUrl, isTest: issuer.isTest === true },
    hashPassword,
    guarded: (_peer, _name, check) => check(),
    notify: securityLetters({
      issuing: { issuer, jobsToSend: (outgoing) => jobsToSend(outgoing, routing, random) },
      random,
      digests: nodeDigests,
    }),
    endPrograms: (person) => endPrograms(person, store),
    domainDemandsFactor: () => false,
  });
}
